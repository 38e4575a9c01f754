"""Say whether a run may be promoted: every check, passed, failed or not known yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from pipelines.store.project import Project
from training.evaluation.gate import Check
from training.evaluation.gating import gate_run

_WIDE = 92


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate says of a run; anything but `pass` is a failure of the command."""

    run: str
    result: str
    sentence: str
    more_records: int | None
    checks: tuple[Check, ...]

    @property
    def failure(self) -> str:
        """The reason of exit code 1."""
        return "" if self.result == "pass" else self.sentence


def gate(project: Project, run: str) -> Decision:
    """Check a run's newest evaluation; exit code 0 only when every check passes.

    Better than the base, not worse than the promoted model, every suite kept within its margin, no part of the test
    split worse, forms kept, no leaks. Where the records are too few to tell, it says how many more would do.

    Args:
        run: Id of the run, or "latest".
    """
    found = gate_run(project, run)
    return Decision(run, found.result, found.sentence, found.more_records, found.checks)


def show(decision: Decision) -> Iterator[str]:
    """A row for each check, then what they come to."""
    wide = max(len(one.check) for one in decision.checks)
    for one in decision.checks:
        more = f" About {one.more_records:,} more records would tell." if one.more_records else ""
        first, *rest = wrap(one.sentence + more, _WIDE) or [""]
        yield f"{one.passed:<9}{one.check:<{wide}}  {first}"
        yield from (f"{'':<{wide + 11}}{line}" for line in rest)
    if decision.result == "pass":
        yield f"gate: pass. {decision.sentence}"
