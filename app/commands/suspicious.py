"""Let people look again at the records whose labels a trained model doubts, and say what came of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotation.sampling.recheck import SecondLook, draw_recheck, second_look
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.suspicious.find import suspicious as doubted_records

LONG = True
_SHARE, _FEWEST, _MOST = 0.05, 10, 200
"""Records to look at where no number is given: the most doubtful twentieth."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """A second look that waits for people: how many of the run's records are in it, and the reasons for them.

    Which record is there for which reason is told once it is answered.
    """

    run: str
    looked_at: int
    drawn: int
    reasons: Mapping[str, int]
    left_out: Mapping[str, int]


def suspicious(
    project: Project, run: str | None = None, *, records: int | None = None, seed: int = 0
) -> Doubted | SecondLook:
    """Put a run's most doubtful labels before people; without a run, say what the newest second look changed.

    Labels are doubted by the loss of the tuned model, by what it would answer instead, and by the signal label_error
    where it was computed.

    Args:
        run: Its id, latest or current.
        records: How many; default the most doubtful twentieth, from 10 to 200.
        seed: Decides the order in which people see them.
    """
    if run is None:
        found = second_look(project)
        if found is None:
            raise VerilodeError("no second look yet; start one with: verilode suspicious latest")
        return found
    if records is not None and records < 1:
        raise VerilodeError(f"--records must be at least 1, not {records}")
    doubts = doubted_records(project, run)
    wanted = records or max(_FEWEST, min(_MOST, round(_SHARE * len(doubts))))
    commit = draw_recheck(project, run, [(one.fit.record_id, one.reason) for one in doubts], wanted, seed)
    rows = project.tables.columns("batches", commit, ["stratum"])
    reasons = Counter(rows["stratum"].to_pylist())
    return Doubted(run, len(doubts), commit.extra["drawn"], dict(reasons), commit.extra["left_out"])


def show(result: Doubted | SecondLook) -> Iterator[str]:
    """What a person reads."""
    if isinstance(result, Doubted):
        yield f"{result.drawn:,} of {result.looked_at:,} records wait for a second look on the page Review"
        yield from (f"  {number:,}: {reason}" for reason, number in result.reasons.items())
        yield "when they are answered: verilode suspicious"
        return
    yield (
        f"second look after run {result.run}: {result.answered:,} of {result.drawn:,} answered, "
        f"{result.changed:,} labels changed, {result.confirmed:,} confirmed, {result.disputed:,} disputed"
    )
    for one in result.looked:
        became = "people do not agree" if one.changed is None else f"now {one.now}" if one.changed else "confirmed"
        yield f"  {one.record_id[:12]}  was {one.before}, {became} (by {one.by}; {one.reason})"
    if result.changed:
        yield "freeze the corrected labels: verilode snapshot create"
