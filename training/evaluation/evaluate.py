"""Evaluation inside the worker: base and tuned answer the same held-out prompts."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from training.config import RunConfig
from training.data.examples import Example, read_general, read_split
from training.evaluation.report import make_report
from training.models.generate import generate
from training.models.identity import model_hash
from training.models.load import differs, load_base, load_tokenizer, load_tuned, read_note

_MARGIN = 8
"""Tokens an answer may be longer than the longest expected one before it is cut off; it is wrong by then."""


def evaluate(config: RunConfig, folder: Path, general_file: str = "", margin: float = 0.02) -> dict[str, Any]:
    """Let base and tuned answer; write `evaluation/outputs.parquet` and, last, `evaluation/report.json`.

    Raises:
        VerilodeError: when base and tuned turn out to be the same model, or the base is another than recorded.
    """
    base, tuned = Path(config.base), folder / "model"
    hashes = _identities(config, base, tuned)
    sets = {"test": read_split(Path(config.snapshot), "test")}
    if not sets["test"]:
        raise VerilodeError("has no test records to measure on", file=config.snapshot)
    if general_file:
        sets["general"] = read_general(Path(general_file))
    answers = {
        "base": _answers(load_base(base, config.dtype), base, sets, "base"),
        "tuned": _answers(load_tuned(tuned, base, config.dtype), base, sets, "tuned"),
    }
    report = make_report(
        {
            name: ([e.answer for e in examples], {model: answers[model][name] for model in answers})
            for name, examples in sets.items()
        },
        margin,
    )
    _write(folder / "evaluation", sets, answers, {**report, **hashes, "snapshot": Path(config.snapshot).name})
    return report


def _identities(config: RunConfig, base: Path, tuned: Path) -> dict[str, str]:
    """Content hashes of both models, which must be the ones the run recorded, and must differ in their weights."""
    hashes = {"base_hash": model_hash(base), "tuned_hash": model_hash(tuned)}
    if hashes["base_hash"] != config.base_hash:
        raise VerilodeError("is not the base this run was trained on", file=base)
    if hashes["tuned_hash"] != read_note(tuned)["model_hash"]:
        raise VerilodeError("is not the model this run wrote: its files have changed since", file=tuned)
    if not differs(tuned, base):
        raise VerilodeError("base and tuned are the same weights: nothing was trained", file=tuned)
    return hashes


def _answers(model: Any, base: Path, sets: dict[str, list[Example]], label: str) -> dict[str, list[str]]:
    """One model's answers, set by set; base and tuned share the tokenizer, so they read the same tokens."""
    tokenizer = load_tokenizer(base)
    answers = {}
    for name, examples in sets.items():
        expected = tokenizer([example.answer for example in examples], add_special_tokens=False)["input_ids"]
        longest = max(map(len, expected), default=0) + _MARGIN
        label_of_set = f"{label} answers the {name} set"
        answers[name] = generate(model, tokenizer, examples, longest=longest, label=label_of_set)
    return answers


def _write(
    folder: Path, sets: dict[str, list[Example]], answers: dict[str, dict[str, list[str]]], report: dict[str, Any]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        row
        for name, examples in sets.items()
        for model in answers
        for row in _rows(name, model, examples, answers[model][name])
    ]
    temporary = folder / ".outputs.parquet"
    pq.write_table(pa.Table.from_pylist(rows), temporary)
    temporary.replace(folder / "outputs.parquet")
    write_atomically(folder / "report.json", json.dumps(report, indent=1, ensure_ascii=False).encode())


def _rows(name: str, model: str, examples: Sequence[Example], answers: Sequence[str]) -> list[dict[str, str]]:
    return [
        {
            "record_id": example.record_id,
            "set": name,
            "model": model,
            "prompt": example.prompt[-1]["content"],
            "expected": example.answer,
            "answered": answer,
        }
        for example, answer in zip(examples, answers, strict=True)
    ]
