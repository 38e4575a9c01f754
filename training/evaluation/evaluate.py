"""Evaluation inside the worker: base, tuned and promoted model answer the same held-out prompts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.kinds import Question, Task
from training.config import RunConfig
from training.data.examples import read_general, read_split
from training.evaluation.answering import PARTS, Speaker, answers_of, choices_of
from training.evaluation.chosen import Chosen, suite_metrics, test_metrics
from training.evaluation.judged import judge_answers
from training.evaluation.leaks import contamination
from training.evaluation.outputs import write_outputs
from training.evaluation.plan import Plan
from training.evaluation.report import make_report
from training.evaluation.sets import Item, read_suite, read_test, values_of
from training.evaluation.sheet import BASE, PROMOTED, TUNED, Sheet
from training.evaluation.slices import Values
from training.evaluation.validity import valid_forms
from training.metrics import Answered
from training.models.generate import Said
from training.models.identity import model_hash
from training.models.load import differs, load_base, load_tuned, read_note

T = TypeVar("T")
_SLICES = ("label", "source", "length")


def evaluate(config: RunConfig, folder: Path, plan: Plan | None = None) -> dict[str, Any]:
    """Let every model answer every set; write `evaluation/outputs.parquet`, `items.parquet` and, last, `report.json`.

    Answers are kept in parts under `evaluation/answers`: what a model has answered before is not asked again.

    Args:
        config: The run's.
        folder: The run's.
        plan: What to measure; the test split alone if None.

    Raises:
        VerilodeError: when base and tuned turn out to be the same model, the base is another than recorded, or a set
            cannot be read.
    """
    plan, base, tuned = plan or Plan(), Path(config.base), folder / "model"
    hashes = _identities(config, base, tuned)
    sets = _sets(config, plan)
    metrics = {
        name: _metrics(plan, name, items) for name, items in sets.items()
    }  # a wrong one is told before, not after
    answers: dict[str, dict[str, list[Said]]] = {}
    chose: dict[str, dict[str, list[bool]]] = {}
    for speaker in _speakers(config, plan, tuned, hashes):
        parts = folder / "evaluation" / PARTS
        answers[speaker.label] = {n: answers_of(speaker, n, items, parts, plan.longest) for n, items in sets.items()}
        chose[speaker.label] = {n: choices_of(speaker, n, items, parts) for n, items in sets.items()}
    sheets = {
        name: _sheet(plan, name, items, metrics[name], _of_set(answers, name), _of_set(chose, name))
        for name, items in sets.items()
    }
    facts = {**hashes, "snapshot": Path(config.snapshot).name, "plan": plan.id, "leaks": _leaks(config, plan)}
    if plan.promoted:
        facts["promoted"] = dict(plan.promoted)
    if plan.judge:
        asked = sheets["test"].answers
        facts["judge"] = judge_answers(plan.judge, asked[BASE], asked[TUNED], folder / "evaluation")
    report = make_report(sheets, plan.margin, facts)
    write_outputs(folder / "evaluation", sheets)
    content = json.dumps(report, indent=1, ensure_ascii=False)
    write_atomically(folder / "evaluation" / "report.json", content.encode())
    return report


def _identities(config: RunConfig, base: Path, tuned: Path) -> dict[str, str]:
    """Content hashes of both models, which must be the ones the run recorded, and must differ in their weights."""
    if read_note(tuned).get("role") == "reward":
        raise VerilodeError("is a reward model: it gives scores and answers nothing", file=tuned)
    hashes = {"base_hash": model_hash(base), "tuned_hash": model_hash(tuned)}
    if hashes["base_hash"] != config.base_hash:
        raise VerilodeError("is not the base this run was trained on", file=base)
    if hashes["tuned_hash"] != read_note(tuned)["model_hash"]:
        raise VerilodeError("is not the model this run wrote: its files have changed since", file=tuned)
    if not differs(tuned, base):
        raise VerilodeError("base and tuned are the same weights: nothing was trained", file=tuned)
    return hashes


def _sets(config: RunConfig, plan: Plan) -> dict[str, list[Item]]:
    sets = {"test": read_test(Path(config.snapshot))}
    if plan.general:
        sets["general"] = read_suite(Path(plan.general))
    for name, suite in plan.suites.items():
        sets[name] = read_suite(Path(suite["file"]), suite.get("map"))
    return sets


def _speakers(config: RunConfig, plan: Plan, tuned: Path, hashes: Mapping[str, str]) -> Iterator[Speaker]:
    """One at a time, so that one model at a time is in memory."""
    base, dtype = Path(config.base), config.dtype
    own = (hashes["base_hash"], hashes["tuned_hash"], dtype)
    yield Speaker(BASE, (own[0], dtype), base, lambda: load_base(base, dtype))
    yield Speaker(TUNED, own, base, lambda: load_tuned(tuned, base, dtype))
    other = plan.promoted
    if other and "model" in other:
        key = (other["base_hash"], other["model_hash"], other["dtype"])
        model, its_base = Path(other["model"]), Path(other["base"])
        yield Speaker(PROMOTED, key, its_base, lambda: load_tuned(model, its_base, other["dtype"]))


def _of_set(every: Mapping[str, Mapping[str, list[T]]], name: str) -> dict[str, list[T]]:
    return {model: of_model[name] for model, of_model in every.items()}


def _metrics(plan: Plan, name: str, items: Sequence[Item]) -> Chosen:
    return test_metrics(plan, items) if name == "test" else suite_metrics(plan, name, items)


def _sheet(
    plan: Plan,
    name: str,
    items: Sequence[Item],
    metrics: Chosen,
    said: Mapping[str, Sequence[Said]],
    chose: Mapping[str, Sequence[bool]],
) -> Sheet:
    answers = {model: [_answered(item, one) for item, one in zip(items, of, strict=True)] for model, of in said.items()}
    chosen = chose if any(chose.values()) else None
    if name != "test":
        return Sheet(answers, metrics, chose=chosen)
    groups = [item.group or item.example.record_id for item in items]
    return Sheet(
        answers,
        metrics,
        groups=groups if len(set(groups)) < len(groups) else None,
        valid=_valid(plan, items, answers),
        slices=_slices(plan, items),
    )


def _answered(item: Item, said: Said) -> Answered:
    example = item.example
    return Answered(example.record_id, item.prompt, example.answer, said.text, said.confidence, item.meta)


def _valid(plan: Plan, items: Sequence[Item], answers: Mapping[str, Sequence[Answered]]) -> dict[str, list[bool]]:
    task = Task(plan.labels, kind=plan.kind, separator=plan.separator)
    questions = [Question(item.example.record_id, item.text) for item in items]
    expected = [item.example.answer for item in items]
    return {
        model: valid_forms(task, questions, expected, [one.answered for one in of]) for model, of in answers.items()
    }


def _slices(plan: Plan, items: Sequence[Item]) -> Values:
    return {name: values_of(plan.kind, name, items) for name in (_SLICES if plan.slices is None else plan.slices)}


def _leaks(config: RunConfig, plan: Plan) -> dict[str, Any]:
    """The snapshot's own count, and what of the other sets stands in the rows that were trained on."""
    others = {"general": (Path(plan.general), "instruction")} if plan.general else {}
    for name, suite in plan.suites.items():
        others[name] = (Path(suite["file"]), (suite.get("map") or {}).get("instruction", "instruction"))
    if not others:
        return {"snapshot": plan.leaks, "suites": {}}
    trained = read_split(Path(config.snapshot), "train")
    trained += read_general(Path(config.replay_file)) if config.replay_file else []
    return {"snapshot": plan.leaks, "suites": contamination(trained, others)}
