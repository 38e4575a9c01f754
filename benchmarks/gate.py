"""What the gate lets through and what it stops: python -m benchmarks.gate [--folder DIR] [--check].

Two projects, through the product's own verbs, on the tiny base. The first fine-tunes on diagnoses, once with general
rows replayed and once without: the one without forgets and must fail. The second trains on support replies and then on
preference pairs, once at a sound learning rate and once at a harmful one: the harmful one reaches a reward accuracy of
1.0 and must fail all the same. `--check` fails where a verdict is another one.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from annotation.review.simulated import simulate_review
from annotation.sampling.draw import sample_pilot
from app.demo import open_or_create, run_demo
from pipelines.run.clean import clean
from pipelines.run.freeze import freeze
from pipelines.run.ingest import ingest
from pipelines.samples.tone import tone
from pipelines.sources import ColumnMapping
from pipelines.store.project import RECIPE_FILE, Project
from training.evaluation.gating import gate_run
from training.evaluation.measure import evaluate_run
from training.promotion import promote
from training.runs import Run
from training.start import train

RESULTS = Path(__file__).parent / "results" / "gate.json"
WANTED = {
    "sft with replay": "pass",
    "sft without replay": "fail",
    "sft on replies": "pass",
    "dpo, sound learning rate": "pass",
    "dpo, harmful learning rate": "fail",
}
SOUND, HARMFUL = 2e-5, 5e-3
_TONE = {"meta.order": "order"}
MARGIN = 0.05
"""What 87 test records and 168 general questions can rule out; the usual two points take more of them."""


def main() -> None:
    """Train, measure, print and keep what the gate said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="Where the projects go; what is there is not trained again.")
    parser.add_argument("--check", action="store_true", help="Fail where the gate said something else.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        found = {**forgetting(folder / "forgetting"), **preferences(folder / "preferences")}
    for name, one in found.items():
        print(f"{name:<28}{one['gate']:<6}{one['why']}")
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    wrong = [name for name, one in found.items() if one["gate"] != WANTED[name]]
    if options.check and (wrong or found["dpo, harmful learning rate"]["reward_accuracy"] < 1.0):
        raise SystemExit(f"another verdict than wanted: {', '.join(wrong) or 'reward accuracy below 1'}")


def forgetting(root: Path) -> dict[str, Any]:
    """Fine-tuning with and without general rows in between."""
    project = open_or_create(root, "medical")
    report = run_demo(project)
    with_replay = gated(project, train(project, report.snapshot))
    without = gated(project, train(project, report.snapshot, options={"replay_share": 0.0}))
    return {"sft with replay": with_replay, "sft without replay": without}


def preferences(root: Path) -> dict[str, Any]:
    """Replies, then pairs of replies at two learning rates, from the promoted model on."""
    project = desk(root)
    taught = train(project, trainer="sft", options={"steps": 150, "replay_share": 0.5})
    found = {"sft on replies": gated(project, taught)}
    promote(project, taught.id)
    for name, rate in (("sound", SOUND), ("harmful", HARMFUL)):
        options = {"steps": 60, "eval_every": 20, "learning_rate": rate}
        run = train(project, trainer="dpo", options=options, start=taught.id)
        found[f"dpo, {name} learning rate"] = gated(project, run)
    return found


def desk(root: Path) -> Project:
    """A project with a frozen snapshot of pairs, all of them seen by a simulated reviewer."""
    if (root / RECIPE_FILE).exists():
        return Project.open(root)
    Project.create(root, "preferences")
    recipe = yaml.safe_load((root / RECIPE_FILE).read_text("utf-8"))
    recipe["input"]["map"] |= _TONE
    recipe["verify"]["simulated"] = {"truth": "order", "error_rate": 0.0}
    recipe["split"]["private_meta"] = ["order"]
    recipe["evaluate"] = {"general_margin": MARGIN, "gate": {"promoted_margin": MARGIN}}
    (root / RECIPE_FILE).write_text(yaml.safe_dump(recipe, sort_keys=False), "utf-8")
    project = Project.open(root)
    (root / "raw").mkdir()
    tone()(root / "raw")
    ingest(project, [root / "raw" / "tone.jsonl"], ColumnMapping.parse(recipe["input"]["map"]))
    clean(project)
    sample_pilot(project, 600)
    simulate_review(project, **recipe["verify"]["simulated"])
    freeze(project)
    return project


def gated(project: Project, run: Run) -> dict[str, Any]:
    """What was measured on a run, and what the gate says of it."""
    report, verdict = evaluate_run(project, run.id), gate_run(project, run.id)
    test, general = report["sets"]["test"], report["sets"]["general"]
    return {
        "gate": verdict.result,
        "verdict": report["verdict"]["verdict"],
        "why": verdict.sentence,
        "metric": report["metric"],
        "test": _both(test, test["metric"]),
        "general": _both(general, general["metric"]),
        "reward_accuracy": _last(run, "reward_accuracy"),
        "eval_loss": _last(run, "eval_loss"),
    }


def _both(measured: Mapping[str, Any], metric: str) -> dict[str, Any]:
    return {model: round(measured[model][metric], 4) for model in ("base", "tuned")}


def _last(run: Run, name: str) -> float | None:
    return next((row[name] for row in reversed(run.metrics()) if name in row), None)


if __name__ == "__main__":
    main()
