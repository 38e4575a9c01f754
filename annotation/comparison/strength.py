"""How sure several people's votes make a preference: a better answer behind each record, a reliability of each voter.

Crowd Bradley-Terry (Chen et al. 2013, "Pairwise ranking aggregation in a crowdsourced setting") with two answers to a
prompt is Dawid and Skene's model (1979) with one coin per voter: whoever decides names the better answer with his own
probability. What is unknown about the records is summed over, not maximised, so one voter alone gains no certainty from
agreeing with himself; his reliability stays what it is before anything is known. A tie speaks for neither side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

BEFORE = 0.8
"""Reliability of a voter of whom nothing is known."""

_WEIGHT = 5.0
"""How many votes that assumption is worth."""

_ROUNDS, _STILL = 500, 1e-9


@dataclass(frozen=True, slots=True)
class Strengths:
    """`first`: probability that the first answer is the better one, by record; `reliability`: of each voter, at least a
    half, as nobody's vote counts against what he said."""

    first: Mapping[str, float]
    reliability: Mapping[str, float]


def strengths(votes: Sequence[tuple[str, str, int]]) -> Strengths:
    """What votes (record, voter, +1 first, -1 second or 0 tie) make probable, by expectation and maximisation."""
    records, voters = (sorted({vote[place] for vote in votes}) for place in (0, 1))
    record = np.searchsorted(records, [vote[0] for vote in votes])
    voter = np.searchsorted(voters, [vote[1] for vote in votes])
    said = np.array([vote[2] for vote in votes])
    decided = np.bincount(voter, said != 0, len(voters))
    reliable, first = np.full(len(voters), BEFORE), np.full(len(records), 0.5)
    for _ in range(_ROUNDS):
        odds = np.bincount(record, said * np.log(reliable / (1 - reliable))[voter], len(records))
        before, first = first, 1 / (1 + np.exp(-odds))
        right = np.where(said > 0, first[record], 1 - first[record]) * (said != 0)
        mean = (BEFORE * _WEIGHT + np.bincount(voter, right, len(voters))) / (_WEIGHT + decided)
        reliable = np.maximum(mean, 0.5)
        if np.abs(first - before).max() < _STILL:
            break
    return Strengths(dict(zip(records, first.tolist(), strict=True)), dict(zip(voters, reliable.tolist(), strict=True)))
