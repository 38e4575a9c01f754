"""What the judge found, with what it is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.core.intervals import Difference, mcnemar_exact, paired_bootstrap
from training.judging.length_control import length_controlled_win_rate
from training.judging.pairs import Pair, Side
from training.judging.people import Votes, agreed

_POINTS: dict[Side, int] = {"a": 1, "tie": 0, "b": -1}
_REPEATS = 4000


@dataclass(frozen=True, slots=True)
class Verdict:
    """One pair: who is preferred when `a` is shown first, who when `b` is; the winner wins both, else it is a tie."""

    item_id: str
    a_first: Side
    b_first: Side

    @property
    def winner(self) -> Side:
        """A winner is only who wins in both orders."""
        return self.a_first if self.a_first == self.b_first else "tie"

    @property
    def flipped(self) -> bool:
        """Whether the preference changed with the order: the judge went by place."""
        return {self.a_first, self.b_first} == {"a", "b"}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge says about `a` against `b`.

    Attributes:
        verdicts: Of the pairs that were answered in both orders, in the order given.
        difference: Mean of the points (1 a wins, 0 tie, -1 b wins) with its 95 % bootstrap interval.
        p_value: Exact sign test of wins against losses; resampling sees no spread where one side wins everything.
        win_rate: Share of wins of `a`, ties half.
        length_controlled: The win rate if both were equally long; None with fewer than ten pairs.
        flip_rate: Share of pairs whose preference changed with the order.
        first_rate: Share of preferences for the answer shown first; far from one half is a bias of place.
        unanswered: Pairs without two readable verdicts.
        kappa: Cohen's kappa with people's votes; None without votes or where it is not defined.
        agreement: Share of votes that name the judge's winner; None without votes.
        voted: How many votes there were on judged pairs.
        calls: Requests made now; verdicts kept from before cost none.
    """

    verdicts: tuple[Verdict, ...]
    difference: Difference
    p_value: float
    win_rate: float
    length_controlled: float | None
    flip_rate: float
    first_rate: float | None
    unanswered: int
    kappa: float | None
    agreement: float | None
    voted: int
    calls: int

    @property
    def points(self) -> tuple[int, ...]:
        """1 where a wins, 0 for a tie, -1 where b wins; one per verdict."""
        return tuple(_POINTS[one.winner] for one in self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """For a report."""
        named = (
            "p_value",
            "win_rate",
            "length_controlled",
            "flip_rate",
            "first_rate",
            "unanswered",
            "kappa",
            "agreement",
        )
        found = {name: getattr(self, name) for name in (*named, "voted", "calls")}
        items = {one.item_id: one.winner for one in self.verdicts}
        return {"n": len(self.verdicts), "difference": self.difference._asdict(), **found, "winners": items}


def summarise(pairs: Sequence[Pair], verdicts: Sequence[Verdict | None], votes: Votes, calls: int) -> Judged:
    """The result of verdicts, one per pair in order; at least one must be there."""
    answered = [(pair, one) for pair, one in zip(pairs, verdicts, strict=True) if one is not None]
    kept = tuple(one for _, one in answered)
    points = [_POINTS[one.winner] for one in kept]
    winners = {one.item_id: one.winner for one in kept}
    return Judged(
        verdicts=kept,
        difference=paired_bootstrap(points, [0] * len(points), repeats=_REPEATS),
        p_value=mcnemar_exact(points.count(1), points.count(-1)),
        win_rate=sum(point + 1 for point in points) / (2 * len(points)),
        length_controlled=length_controlled_win_rate(points, [len(pair.a) - len(pair.b) for pair, _ in answered]),
        flip_rate=sum(one.flipped for one in kept) / len(kept),
        first_rate=_first_rate(kept),
        unanswered=len(pairs) - len(kept),
        calls=calls,
        **agreed(winners, votes),
    )


def _first_rate(verdicts: Sequence[Verdict]) -> float | None:
    """Share of preferences that went to the answer shown first."""
    shown = [(one.a_first, "a") for one in verdicts] + [(one.b_first, "b") for one in verdicts]
    firsts = [side == place for side, place in shown if side != "tie"]
    return sum(firsts) / len(firsts) if firsts else None
