"""Four real data sets from their files to a gate: python -m benchmarks.real_training [--only NAME] [--folder DIR].

MTS-Dialog conversations to sections of a note, Banking77 messages to intents, GSM8K solutions ranked by their
correctness into pairs for DPO, HumanEval scored by running the code. The base has about a million parameters, so the
figures are poor, above all where a text or a program must be written; that every step of the way holds is the point.
"""

import argparse
import csv
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from annotation.review.simulated import simulate_review
from annotation.sampling.draw import sample_pilot
from pipelines.run.clean import clean
from pipelines.run.freeze import freeze
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import RECIPE_FILE, Project
from pipelines.store.recipe import find_recipe
from pipelines.store.snapshots import list_snapshots
from training.evaluation.gating import gate_run
from training.evaluation.measure import evaluate_run
from training.start import train

RESULTS = Path(__file__).parent / "results" / "real_training.json"
DATA = Path(__file__).parent.parent.parent / "shared" / "data"
_EXACT = {"error_rate": 0.0}
_SOLVERS = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")
Rows = Callable[[Path], Iterator[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One data set: where its rows come from, what its recipe says beyond a bundled one, and what is trained.

    Args:
        rows: The file's rows, given the folder of all data sets.
        recipe: A bundled recipe.
        changes: What is put over each section of it.
        trainers: Trainers one after the other, each going on from the one before.
        options: Options of every run.
    """

    rows: Rows
    recipe: str
    changes: Mapping[str, Mapping[str, Any]]
    trainers: tuple[str, ...] = ("sft",)
    options: Mapping[str, Any] = field(default_factory=dict)


def mts_dialog(data: Path) -> Iterator[dict[str, Any]]:
    """Conversations and sections."""
    with (data / "medical-mts-dialog" / "TrainingSet.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def banking77(data: Path) -> Iterator[dict[str, Any]]:
    """Messages and intents."""
    with (data / "support-banking77" / "train.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def gsm8k(data: Path) -> Iterator[dict[str, Any]]:
    """Questions with four solutions, of which some are right and some wrong, in their true order."""
    for line in (data / "preference-gsm8k-solutions" / "example_model_solutions.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        right = [row[name]["is_correct"] for name in _SOLVERS]
        if any(right) and not all(right):
            order = sorted(range(len(right)), key=lambda i: (not right[i], i))
            candidates = [row[name]["solution"] for name in _SOLVERS]
            yield {
                "prompt": row["question"],
                "candidates": candidates,
                "ranking": json.dumps(order, separators=(",", ":")),
            }


def humaneval(data: Path) -> Iterator[dict[str, Any]]:
    """Functions to complete, their solutions and tests."""
    with gzip.open(data / "code-humaneval" / "HumanEval.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


CASES = {
    "mts-dialog": Case(
        mts_dialog,
        "dialogue-notes",
        {
            "input": {"map": {"meta.truth": "section_text"}},
            "clean": ["normalise", {"length": {"min_words": 8, "max_words": 120}}],
            "verify": {"simulated": {"truth": "truth", **_EXACT}},
        },
        options={"steps": 60, "batch_size": 8, "max_length": 512, "eval_every": 30},
    ),
    "banking77": Case(
        banking77,
        "support",
        {"input": {"map": {"meta.truth": "category"}}, "verify": {"simulated": {"truth": "truth", **_EXACT}}},
        options={"steps": 300},
    ),
    "gsm8k": Case(
        gsm8k,
        "preferences",
        {
            "input": {
                "map": {"response": None, "rejected": None, "meta.candidates": "candidates", "meta.ranking": "ranking"}
            },
            "clean": ["normalise", {"length": {"max_words": 80}}],
            "verify": {"simulated": {"truth": "ranking", **_EXACT}},
            "split": {"private_meta": ["ranking", "candidates"]},
        },
        trainers=("sft", "dpo"),
        options={"steps": 40, "batch_size": 8, "max_length": 1024, "eval_every": 20},
    ),
    "humaneval": Case(
        humaneval,
        "dialogue-notes",
        {
            "input": {
                "map": {
                    **{"instruction": "prompt", "response": "canonical_solution", "meta.section": None},
                    **{"meta.truth": "canonical_solution", "meta.prompt": "prompt"},
                    **{"meta.test": "test", "meta.entry_point": "entry_point"},
                }
            },
            "clean": [{"length": {"max_words": 120}}],
            "verify": {"simulated": {"truth": "truth", **_EXACT}},
            "evaluate": {"metrics": [{"executes": {"execute": True}}], "execute": True},
        },
        options={"steps": 40, "batch_size": 8, "max_length": 1024, "eval_every": 20},
    ),
}


def main() -> None:
    """Run the cases, print and keep their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(CASES), action="append")
    parser.add_argument("--folder", type=Path, help="Where the projects go; a temporary folder by default.")
    parser.add_argument("--rows", type=int, default=2000, help="At most so many rows of each file.")
    options = parser.parse_args()
    found = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.only or CASES:
            project = prepared((options.folder or Path(temporary)) / name, CASES[name], options.rows)
            found[name] = followed(project, CASES[name])
            for row in found[name]["runs"]:
                print(f"{name:<12}{row['trainer']:<5}{row['metric']:<14}{row['test']}  {row['gate']}: {row['why']}")
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def prepared(root: Path, case: Case, most: int, data: Path = DATA) -> Project:
    """A project whose records were all seen by a simulated reviewer who knows the truth, frozen."""
    recipe = yaml.safe_load(find_recipe(case.recipe).read_text("utf-8"))
    for section, entries in case.changes.items():
        recipe[section] = entries if section == "clean" else _over(recipe.get(section) or {}, entries)
    root.mkdir(parents=True)
    (root / RECIPE_FILE).write_text(yaml.safe_dump(recipe, sort_keys=False), "utf-8")
    rows = [row for _, row in zip(range(most), case.rows(data), strict=False)]
    file = root / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    project = Project.open(root)
    ingest(project, [file], ColumnMapping.parse(recipe["input"]["map"]))
    clean(project)
    sample_pilot(project, most)
    simulate_review(project, **recipe["verify"]["simulated"])
    freeze(project)
    return project


def followed(project: Project, case: Case, base: str | None = None) -> dict[str, Any]:
    """What came in and what each run of the case was worth."""
    runs, start = [], None
    for trainer in case.trainers:
        run = train(project, trainer=trainer, base=base, options=case.options, start=start)
        report, verdict = evaluate_run(project, run.id), gate_run(project, run.id)
        test, metric = report["sets"]["test"], report["metric"]
        runs.append(
            {
                "trainer": trainer,
                "metric": metric,
                "test": {model: _figures(test[model]) for model in ("base", "tuned")},
                "n": test["base"]["n"],
                "gate": verdict.result,
                "why": verdict.sentence,
            }
        )
        start = run.id
    return {"records": list_snapshots(project.snapshots)[-1].manifest["counts"], "runs": runs}


def _figures(measured: Mapping[str, Any]) -> dict[str, float]:
    plain = {name: value for name, value in measured.items() if isinstance(value, int | float) and name != "n"}
    return {name: round(value, 4) for name, value in plain.items()}


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` put over `below`; an entry that is None above is taken away."""
    merged = {**below, **{k: _over(below.get(k) or {}, v) if isinstance(v, dict) else v for k, v in above.items()}}
    return {name: value for name, value in merged.items() if value is not None}


if __name__ == "__main__":
    main()
