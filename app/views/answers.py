"""What the compare page reads: every held-out question with what each model answered and what that scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.views.newest import per_commit, readable
from pipelines.store.project import Project
from training.evaluation.outputs import ITEMS
from training.metrics._normal import normal

OUTCOMES = ("fixed by tuning", "broken by tuning", "both wrong", "both right")
"""What tuning did to an answer, the most telling first."""

ORDERS = ("lost most", "gained most", "lowest tuned", "highest tuned")
"""How answers with a score are put in order, the most telling first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of one set, and whether each model's answer is the expected one.

    Attributes:
        record_id: Leads back to the data.
        set: `test`, `general` or a suite.
        prompt: The question.
        expected: The answer wanted.
        base: What the base said.
        tuned: What the tuned model said.
        promoted: What the promoted model said; None where it was not asked.
        scores: By model, the score of its answer in the set's deciding metric; empty where that has none per answer.
        confidence: By model, the probability it gave its answer.
    """

    record_id: str
    set: str
    prompt: str
    expected: str
    base: str
    tuned: str
    promoted: str | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)

    @property
    def base_right(self) -> bool:
        """Whether the base answered as expected, by the metric's own idea of equality."""
        return normal(self.base) == normal(self.expected)

    @property
    def tuned_right(self) -> bool:
        """The same of the tuned model."""
        return normal(self.tuned) == normal(self.expected)

    @property
    def outcome(self) -> str:
        """One of `OUTCOMES`."""
        if self.base_right == self.tuned_right:
            return "both right" if self.tuned_right else "both wrong"
        return "fixed by tuning" if self.tuned_right else "broken by tuning"

    @property
    def gain(self) -> float:
        """Score of the tuned model's answer less that of the base's."""
        return self.scores.get("tuned", 0.0) - self.scores.get("base", 0.0)


@per_commit
def answers(project: Project, run_id: str) -> Sequence[Answered]:
    """All answers of a run's newest evaluation, the test split before the other sets."""
    commits = [c for c in project.tables.commits("evaluate") if c.options.get("run") == run_id][-1:]
    scores = _scores(project, run_id)
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for batch in project.tables.scan("outputs", commits):
        for row in batch.to_pylist():
            one = said.setdefault((row["set"], row["record_id"]), {"sure": {}, **_texts(row, "prompt", "expected")})
            one[row["model"]] = row["answered"] or ""
            if row["confidence"] is not None:
                one["sure"][row["model"]] = row["confidence"]
    found = [
        Answered(
            name,
            kind,
            *(one.get(part, "") for part in ("prompt", "expected", "base", "tuned")),
            promoted=one.get("promoted"),
            scores=scores.get((kind, name), {}),
            confidence=one["sure"],
        )
        for (kind, name), one in said.items()
    ]
    return sorted(found, key=lambda one: one.set != "test")


def graded(of_set: Sequence[Answered]) -> bool:
    """Whether answers are better and worse rather than right and wrong."""
    return any(value not in (0.0, 1.0) for one in of_set for value in one.scores.values())


def in_order(of_set: Sequence[Answered], order: str) -> list[Answered]:
    """Answers with a score in one of `ORDERS`."""
    by_gain, down = "most" in order, order in ("gained most", "highest tuned")
    return sorted(of_set, key=lambda one: one.gain if by_gain else one.scores.get("tuned", 0.0), reverse=down)


def _texts(row: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: row[name] or "" for name in names}


def _scores(project: Project, run_id: str) -> dict[tuple[str, str], dict[str, float]]:
    """Scores of each answer in its set's deciding metric, as the evaluation left them beside its report."""
    import pyarrow.parquet as pq

    path = project.runs / run_id / "evaluation" / ITEMS
    if not path.exists():
        return {}
    found: dict[tuple[str, str], dict[str, float]] = {}
    deciding: dict[str, str] = {}
    with readable(path):
        for row in pq.read_table(path).to_pylist():
            if deciding.setdefault(row["set"], row["metric"]) == row["metric"]:
                found.setdefault((row["set"], row["record_id"]), {})[row["model"]] = row["score"]
    return found
