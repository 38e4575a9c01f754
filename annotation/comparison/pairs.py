"""Votes become preference pairs: the better answer and the worse one, where people were sure enough."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotation.comparison.contest import A, B, Contest
from annotation.comparison.strength import strengths
from annotation.comparison.votes import Vote, votes_of
from pipelines.core.length_bias import LengthBias, length_bias
from pipelines.core.records import normal_form
from pipelines.core.records import rows as records_in
from pipelines.kinds.preference import BOTH_BAD, TIE
from pipelines.kinds.rank import candidates_of
from pipelines.store.selection import standing

SURE = 0.6
"""Probability from which a preference is worth learning from: below it the pair teaches noise."""

ALIKE = 0.9
"""Similarity from which two answers are too much alike: what differs between them is chance."""

LENGTHY = 0.6
"""Share of pairs with the longer answer chosen from which length is what a model would learn first."""

_GRAM = 3
_POINTS = {A: -1, B: 1, TIE: 0}


@dataclass(frozen=True, slots=True)
class Pair:
    """A preference on one record of the project: `sure` is the probability that people prefer what is chosen."""

    record: str
    split: str
    chosen: str
    rejected: str
    winner: str
    sure: float
    voters: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a contest, and how many records make none by the reason; `warning` is empty where length is even."""

    pairs: tuple[Pair, ...]
    dropped: Mapping[str, int]
    length: LengthBias
    warning: str
    reliability: Mapping[str, float]


def pairs_of(contest: Contest, sure: float = SURE) -> Pairs:
    """The preference pairs that the votes so far make.

    Args:
        contest: Whose votes.
        sure: Probability below which a preference is dropped.
    """
    votes = [vote for vote in votes_of(contest) if vote.said != BOTH_BAD]
    bad = Counter(vote.record for vote in votes_of(contest) if vote.said == BOTH_BAD)
    by_record: dict[str, list[Vote]] = {}
    for vote in votes:
        by_record.setdefault(vote.record, []).append(vote)
    # the model's "first" is B, so that a probability above a half means that B is preferred
    found = strengths([(vote.record, vote.voter, _POINTS[vote.said]) for vote in votes]) if votes else None
    texts = _texts(contest)
    dropped: Counter[str] = Counter({"identical answers": len(contest.identical)})
    pairs = []
    for name in contest.placings:
        said = by_record.get(name, [])
        likely = found.first[name] if found and said else 0.5
        reason = _fault(said, bad[name], likely, texts[name], sure)
        if reason:
            dropped[reason] += 1
        else:
            pairs.append(_pair(contest, name, said, likely, texts[name]))
    length = length_bias(*(np.array([len(getattr(p, side).split()) for p in pairs]) for side in ("chosen", "rejected")))
    reliability = found.reliability if found else {}
    return Pairs(tuple(pairs), {why: n for why, n in dropped.items() if n}, length, _warning(length), reliability)


def _fault(said: Sequence[Vote], bad: int, likely: float, texts: tuple[str, str], sure: float) -> str | None:
    """Why a record makes no pair."""
    if not said and not bad:
        return "no vote yet"
    if bad >= len(said):
        return "both answers are bad"
    if 2 * sum(vote.said == TIE for vote in said) >= len(said):
        return "equally good"
    if max(likely, 1 - likely) < sure:
        return f"people are not sure (below {sure:g})"
    if not all(text.strip() for text in texts):
        return "an answer is empty"
    return "answers nearly alike" if alike(*texts) >= ALIKE else None


def _pair(contest: Contest, name: str, said: Sequence[Vote], likely: float, texts: tuple[str, str]) -> Pair:
    placing, winner = contest.placings[name], B if likely > 0.5 else A
    left, right = texts
    chosen, rejected = (left, right) if placing.left == winner else (right, left)
    voters = tuple(sorted({vote.voter for vote in said}))
    at = max(vote.at for vote in said)
    return Pair(placing.record, placing.split, chosen, rejected, winner, max(likely, 1 - likely), voters, at)


def alike(one: str, other: str) -> float:
    """Jaccard similarity of two texts' sets of three letters in a row, as whole words see too little of short ones."""
    first, second = _grams(one), _grams(other)
    return len(first & second) / len(first | second)


def _grams(text: str) -> set[str]:
    """At least one: the text itself where it is short."""
    flat = normal_form(text).casefold().rstrip(".!?")
    return {flat[at : at + _GRAM] for at in range(max(1, len(flat) - _GRAM + 1))}


def _texts(contest: Contest) -> dict[str, tuple[str, str]]:
    """Left and right answer of each record."""
    found = (record for batch in standing(contest.project.tables) for record in records_in(batch))
    return {record.record_id: (candidates_of(record)[0], candidates_of(record)[1]) for record in found}


def _warning(length: LengthBias) -> str:
    if not length.pairs or not length.chosen_longer > LENGTHY:
        return ""
    return (
        f"the longer answer is chosen in {length.chosen_longer:.0%} of the pairs of unequal length: a model learns "
        "that first; collect pairs of more equal length, or watch the length of its answers"
    )
