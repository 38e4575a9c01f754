"""Whether the judge chooses as people do."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.errors import VerilodeError
from training.judging.pairs import SIDES, Side

Votes = Mapping[str, str] | Sequence[tuple[str, str]]
"""Who won by people's votes, per item; an item may come more than once in a list."""


def checked(votes: Votes) -> list[tuple[str, Side]]:
    """The votes as (item, winner).

    Raises:
        VerilodeError: for a winner that is none of a, b and tie.
    """
    listed = list(votes.items()) if isinstance(votes, Mapping) else list(votes)
    found: list[tuple[str, Side]] = []
    for item, winner in listed:
        side = next((one for one in SIDES if one == winner), None)
        if side is None:
            raise VerilodeError(f"a vote on {item!r} names {winner!r}, wanted a, b or tie")
        found.append((item, side))
    return found


def kappa(said: Sequence[Side], voted: Sequence[Side]) -> float | None:
    """Cohen's kappa (1960) of two lists of winners: 0 is chance, 1 is agreement; None where it is not defined."""
    if not said:
        return None
    n = len(said)
    observed = sum(one == other for one, other in zip(said, voted, strict=True)) / n
    expected = sum(_share(said, side) * _share(voted, side) for side in SIDES)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _share(winners: Sequence[Any], side: Side) -> float:
    return sum(one == side for one in winners) / len(winners)


def agreed(winners: Mapping[str, Side], votes: Votes) -> dict[str, Any]:
    """How a judge's winners and people's votes on the same items go together.

    Args:
        winners: The judge's, by item.
        votes: People's; those on other items do not count.

    Returns:
        `kappa` (None without votes or where it is not defined), `agreement` (share of votes that name the judge's
        winner, None without votes) and `voted`, how many there were.
    """
    both = [(winners[item], side) for item, side in checked(votes) if item in winners]
    said, voted = [one for one, _ in both], [side for _, side in both]
    share = sum(one == side for one, side in both) / len(both) if both else None
    return {"kappa": kappa(said, voted), "agreement": share, "voted": len(both)}
