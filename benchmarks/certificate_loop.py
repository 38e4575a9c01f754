"""The certificate against a known truth, through the product's own verbs: python -m benchmarks.certificate_loop.

Banking77 messages and CUAD clauses come in without labels. A simulated person answers a pilot, the local labeler
suggests the rest, and then one audit after another is drawn from the same suggestions: by people who err at random, and
by people who overlook wrong suggestions, whose carelessness planted errors have to uncover. For each audit the
certificate is issued and what it let stand is compared with the truth.
"""

import argparse
import csv
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from annotation.certify import certify
from annotation.proof.figures import confidence_of
from annotation.review.golden import golden_from_meta
from annotation.review.simulated import Reviewer, simulate_review
from annotation.sampling.draw import AUDIT, PILOT, sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.core.ids import coin
from pipelines.run.clean import clean
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.labels import accepted
from pipelines.store.project import Project
from pipelines.store.selection import standing

RESULTS = Path(__file__).parent / "results" / "certificate_loop.json"
DATA = Path(__file__).parent.parent.parent / "shared" / "data"
SETS = {
    "banking77": ("support", "support-banking77/train.csv", "text", "category"),
    "cuad": ("legal", "legal-cuad/clauses.jsonl", "clause", "clause_type"),
}
PEOPLE = {
    "never wrong": Reviewer("reviewer", 0.0),
    "wrong 2 %": Reviewer("reviewer", 0.02),
    "overlook 20 %": Reviewer("reviewer", 0.0, carelessness=0.2),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One labelling job: the data, how many records are answered before, and the share of the file's labels to show."""

    data: str
    pilot: int
    given: bool
    epsilon: float = 0.05
    delta: float = 0.05


def main() -> None:
    """Run every setting, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--audits", type=int, default=20)
    parser.add_argument("--rows", type=int, default=None, help="only the first rows of each set")
    parser.add_argument("--check", action="store_true", help="fail if a certificate does not hold")
    asked = parser.parse_args()
    settings = [Setting(name, 1500, given) for name in SETS for given in (False, True)]
    figures = [row for setting in settings for row in measured(setting, asked.audits, asked.rows)]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n")
    for row in figures:
        print(json.dumps(row))
    if asked.check and (broken := [row for row in figures if row["violations"] > allowed_violations(row)]):
        raise SystemExit(f"the promise failed too often: {broken}")


def allowed_violations(row: dict[str, Any]) -> float:
    """What chance allows: δ and three standard errors."""
    delta, audits = row["delta"], row["audits"]
    return audits * delta + 3 * (audits * delta * (1 - delta)) ** 0.5


def measured(setting: Setting, audits: int, rows: int | None) -> Iterator[dict[str, Any]]:
    """For each kind of people the mean figures over the audits; the labeler is the same for all."""
    with tempfile.TemporaryDirectory() as folder:
        suggested, truth = suggested_project(setting, Path(folder) / "base", rows)
        for name, reviewer in PEOPLE.items():
            found = [
                audited(suggested, Path(folder) / f"{name} {seed}", setting, reviewer, truth, seed)
                for seed in range(audits)
            ]
            yield {
                "data": setting.data,
                "labels_in_file": "10 % wrong" if setting.given else "none",
                "people": name,
                "audits": audits,
                "epsilon": setting.epsilon,
                "delta": setting.delta,
                **{key: round(sum(one[key] for one in found) / audits, 4) for key in found[0] if key != "violated"},
                "violations": sum(one["violated"] for one in found),
            }


def suggested_project(setting: Setting, folder: Path, rows: int | None) -> tuple[Project, dict[str, str]]:
    """A project up to its suggestions, and each record's true label."""
    project = _made(setting, folder, rows)
    clean(project)
    truth = {
        name: json.loads(meta)["truth"]
        for batch in standing(project.tables)
        for name, meta in zip(batch["record_id"].to_pylist(), batch["meta"].to_pylist(), strict=True)
    }
    golden_from_meta(project, "truth", share=0.08)
    sample_pilot(project, setting.pilot)
    simulate_review(project, error_rate=0.0, phases=[PILOT])
    suggest(project)
    return project, truth


def _made(setting: Setting, folder: Path, rows: int | None) -> Project:
    recipe, file, text, label = SETS[setting.data]
    Project.create(folder, recipe)
    told = yaml.safe_load((folder / "verilode.yaml").read_text(encoding="utf-8"))
    told["suggest"] = {"labeler": "local", "options": {"use_given": setting.given}}
    told["clean"] = ["normalise", {"dedupe": {"threshold": 0.8, "ngram": 5, "unit": "word"}}]
    (folder / "verilode.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    lines = list(_rows(DATA / file, text, label, setting.given, told["task"]["labels"]))[:rows]
    (folder / "rows.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    mapping = {"text": "text", "label": "label", "meta.truth": "truth"}
    ingest(Project.open(folder), [folder / "rows.jsonl"], ColumnMapping.parse(mapping))
    return Project.open(folder)


def _rows(file: Path, text: str, label: str, given: bool, labels: Sequence[str]) -> Iterator[dict[str, str | None]]:
    """Each row with its truth, and where labels are given a tenth of them swapped for another."""
    if not file.exists():
        raise SystemExit(f"the public data set is not here: {file}")
    with file.open(encoding="utf-8", newline="") as opened:
        read = csv.DictReader(opened) if file.suffix == ".csv" else map(json.loads, opened)
        for number, row in enumerate(read):
            others = [one for one in labels if one != row[label]]
            swapped = others[int(coin("which", number) * len(others))]
            shown = swapped if coin("wrong", number) < 0.1 else row[label]
            yield {"text": row[text], "label": shown if given else None, "truth": row[label]}


def audited(
    project: Project, folder: Path, setting: Setting, reviewer: Reviewer, truth: dict[str, str], seed: int
) -> dict[str, Any]:
    """One audit drawn, answered and certified on a copy of the project."""
    shutil.copytree(project.root, folder)
    copy = Project.open(folder)
    sample_audit(copy, seed=seed, seeds=120 if reviewer.carelessness else 0)
    simulate_review(copy, phases=[AUDIT], seed=seed, reviewers=[reviewer])
    issued = certify(copy, setting.epsilon, setting.delta).certificate
    left = sum(value != truth[name] for name, value in accepted(copy).items())
    quality = confidence_of(copy)
    shutil.rmtree(folder)
    return {
        "population": issued.population,
        "audited": issued.audited,
        "errors_found": issued.errors_found,
        "auroc": quality.auroc or 0.0,
        "saved": issued.accepted / issued.population,
        "wrong_left": left,
        "allowed": issued.max_wrong,
        "miss_rate": issued.miss_rate,
        "violated": left > issued.max_wrong,
    }


if __name__ == "__main__":
    main()
