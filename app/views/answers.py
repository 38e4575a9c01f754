"""What the compare page reads: every held-out question with what base and tuned model answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.views.newest import per_commit
from pipelines.store.project import Project
from training.metrics._normal import normal

OUTCOMES = ("fixed by tuning", "broken by tuning", "both wrong", "both right")
"""What tuning did to an answer, the most telling first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of one set, and whether each model's answer is the expected one."""

    record_id: str
    set: str
    prompt: str
    expected: str
    base: str
    tuned: str

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


@per_commit
def answers(project: Project, run_id: str) -> Sequence[Answered]:
    """All answers of a run's newest evaluation, the test split before the general questions."""
    commits = [c for c in project.tables.commits("evaluate") if c.options.get("run") == run_id][-1:]
    said: dict[tuple[str, str], dict[str, str]] = {}
    for batch in project.tables.scan("outputs", commits):
        for row in batch.to_pylist():
            one = said.setdefault((row["set"], row["record_id"]), {k: row[k] or "" for k in ("prompt", "expected")})
            one[row["model"]] = row["answered"] or ""
    found = [
        Answered(name, kind, one["prompt"], one["expected"], one.get("base", ""), one.get("tuned", ""))
        for (kind, name), one in said.items()
    ]
    return sorted(found, key=lambda one: one.set != "test")
