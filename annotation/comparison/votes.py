"""Votes: what people said about the records of a contest, with the sides turned back to A and B by the key."""

import uuid
from dataclasses import dataclass

from annotation.comparison.contest import A, B, Contest
from annotation.review.decisions import Decision, decide
from annotation.review.item import Item
from annotation.review.plan import plan_queue
from annotation.review.queue import ReviewQueue
from annotation.sampling.draw import PILOT
from pipelines.core.errors import VerilodeError
from pipelines.kinds.preference import BOTH_BAD, CHOICES, FIRST, SECOND, TIE
from pipelines.store.labels import ADJUDICATION, ANSWERED, annotations

SIDES = {"left": FIRST, "right": SECOND, TIE: TIE, BOTH_BAD: BOTH_BAD}
"""What a person may type, and the value it is."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's present word on one record. `said`: A, B, tie or both bad; `side`: left, right or none."""

    record: str
    voter: str
    said: str
    side: str | None
    at: str
    seconds: float | None = None


def votes_of(contest: Contest) -> list[Vote]:
    """Everybody's present votes, oldest first; whoever refused both answers found both bad."""
    found = []
    for one in annotations(contest.project):
        placing = contest.placings.get(one.record_id)
        if placing is None or one.status not in ANSWERED or one.phase == ADJUDICATION:
            continue
        value = one.value if one.status == "submitted" else BOTH_BAD
        if value in CHOICES:
            side = {FIRST: "left", SECOND: "right"}.get(str(value))
            said = str(value) if side is None else placing.left if side == "left" else _other(placing.left)
            found.append(Vote(one.record_id, one.actor, said, side, one.at, one.seconds))
    return found


def next_record(contest: Contest, voter: str) -> Item | None:
    """The next record for this person; None where nothing is left to them."""
    return next(iter(ReviewQueue(contest.project).next(voter, 1)), None)


def cast(contest: Contest, voter: str, record: str, better: str) -> None:
    """Store one vote.

    Args:
        contest: Where it is cast.
        voter: Who votes.
        record: Id of the contest's record.
        better: left, right, tie or both bad.

    Raises:
        VerilodeError: for an unknown record or word.
    """
    if better not in SIDES:
        raise VerilodeError(f"a vote is one of: {', '.join(SIDES)}; not {better!r}")
    known = [name for name in plan_queue(contest.project).records if name.startswith(record)] if record else []
    if len(known) != 1:
        raise VerilodeError(f"{'more than one' if known else 'no'} record with id {record!r} in contest {contest.id}")
    act = Decision(str(uuid.uuid4()), known[0], "submitted", SIDES[better], blind=True, phase=PILOT)
    decide(contest.project, voter, [act])


def _other(side: str) -> str:
    return B if side == A else A
