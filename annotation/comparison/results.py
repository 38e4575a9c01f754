"""What the votes of a contest show: who wins how often, how sure that is, and whether the votes can be trusted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotation.agreement.report import agreement
from annotation.comparison.contest import A, B, Contest
from annotation.comparison.verdict import Verdict, judge
from annotation.comparison.votes import Vote, votes_of
from pipelines.core.intervals import Difference, bootstrap, clopper_pearson, mcnemar_exact
from pipelines.kinds.preference import BOTH_BAD, CHOICES, TIE

_POINTS = {A: -1.0, B: 1.0, TIE: 0.0, BOTH_BAD: 0.0}


@dataclass(frozen=True, slots=True)
class Voter:
    """One person's votes: how many for each outcome, and how often the left answer of those that named one."""

    name: str
    votes: int
    outcomes: Mapping[str, int]
    left: int


@dataclass(frozen=True, slots=True)
class Results:
    """A contest so far.

    `records` were sampled; `identical` of them are ties without a vote, `open` still lack votes. `outcomes` counts
    records by what most of their votes say, identical ones as ties. `win_rate`: B's share of the decided records, with
    its exact interval; `p_value` of the sign test (Dixon and Mood 1946). `preference`: wins of B less wins of A, as a
    share of all records, with an interval over resampled records, whose votes stay together. `left`: votes for the left
    of all votes for a side, and how likely so lopsided a share is by chance.
    """

    contest: str
    a: str
    b: str
    split: str
    records: int
    identical: int
    open: int
    votes: int
    outcomes: Mapping[str, int]
    win_rate: float | None
    win_rate_interval: tuple[float, float] | None
    p_value: float
    preference: Difference | None
    left: int
    sided: int
    side_p_value: float
    voters: Sequence[Voter]
    agreement: Mapping[str, Any] | None
    power: Mapping[str, int]
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        """As a JSON object; tuples with names become objects."""
        named = self.preference._asdict() if self.preference else None
        return {**asdict(self), "preference": named, "verdict": asdict(self.verdict)}


def results_of(contest: Contest, early: bool = False) -> Results:
    """Count, test and judge.

    Args:
        contest: Whose votes.
        early: Judge by the votes so far. Whoever stops when the figures please proves nothing, so without this the
            verdict waits for the last vote.
    """
    votes = votes_of(contest)
    by_record: dict[str, list[Vote]] = {name: [] for name in contest.placings}
    for vote in votes:
        by_record[vote.record].append(vote)
    scores = {name: float(np.mean([_POINTS[v.said] for v in said])) for name, said in by_record.items() if said}
    points = np.array([*scores.values(), *[0.0] * len(contest.identical)])
    outcomes = Counter(_outcome(by_record[name], score) for name, score in scores.items())
    outcomes[TIE] += len(contest.identical)
    wins, losses = outcomes[B], outcomes[A]
    preference = bootstrap(lambda rows: points[rows].mean(axis=1), len(points)) if len(points) else None
    open_ = sum(len(said) < contest.votes for said in by_record.values())
    p_value = mcnemar_exact(losses, wins)
    sided = [vote.side for vote in votes if vote.side]
    left = sided.count("left")
    return Results(
        contest=contest.id,
        a=contest.a.name,
        b=contest.b.name,
        split=contest.split,
        records=len(by_record) + len(contest.identical),
        identical=len(contest.identical),
        open=open_,
        votes=len(votes),
        outcomes={name: outcomes[name] for name in (A, B, TIE, BOTH_BAD)},
        win_rate=wins / (wins + losses) if wins + losses else None,
        win_rate_interval=tuple(clopper_pearson(wins, wins + losses)) if wins + losses else None,
        p_value=p_value,
        preference=preference,
        left=left,
        sided=len(sided),
        side_p_value=mcnemar_exact(left, len(sided) - left),
        voters=_voters(votes),
        agreement=_agreement(votes),
        power=contest.power,
        verdict=judge(preference, len(points), p_value, 0 if early else open_),
    )


def _outcome(said: Sequence[Vote], score: float) -> str:
    """What most of a record's votes say; those who name a side and cancel out leave a tie."""
    if score:
        return B if score > 0 else A
    return BOTH_BAD if 2 * sum(vote.said == BOTH_BAD for vote in said) > len(said) else TIE


def _voters(votes: Sequence[Vote]) -> tuple[Voter, ...]:
    found: dict[str, list[Vote]] = {}
    for vote in votes:
        found.setdefault(vote.voter, []).append(vote)
    return tuple(
        Voter(
            name,
            len(theirs),
            {said: sum(v.said == said for v in theirs) for said in _POINTS},
            sum(v.side == "left" for v in theirs),
        )
        for name, theirs in sorted(found.items())
    )


def _agreement(votes: Sequence[Vote]) -> dict[str, Any] | None:
    """How far people agree who voted on the same records; None where nobody did."""
    found = agreement(((v.record, v.voter, v.said) for v in votes), values=len(CHOICES))
    return found.to_json() if found.overlap_items else None
