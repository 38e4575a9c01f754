"""Several answers to one question as one: the best supported value, and how probable it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from annotation.labelers._learning.calibration import fit_share_right, log_odds
from annotation.labelers._types import Suggestion

Agree = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Joint:
    """The best supported value, the members that gave it, how many gave one, and the mean probability it got."""

    value: str
    agreeing: tuple[int, ...]
    answered: int
    pool: float


def join(answers: Sequence[Suggestion], worth: Sequence[float], agree: Agree) -> Joint | None:
    """What the members say together; None where none gave a value.

    The pool is the linear opinion pool (Stone 1961): the mean of the probabilities that the members who answered give
    to the value, 0 where they say another. Ties go to the member named first.

    Args:
        answers: One suggestion per member.
        worth: Probability that stands for a member's own where it has none.
        agree: Whether two values say the same.
    """
    spoke = [n for n, answer in enumerate(answers) if answer.value is not None]
    groups: list[list[int]] = []
    for n in spoke:
        group = next((g for g in groups if agree(_value(answers[g[0]]), _value(answers[n]))), None)
        if group is None:
            groups.append(group := [])
        group.append(n)
    if not groups:
        return None

    def sure(n: int) -> float:
        own = answers[n].confidence
        return worth[n] if own is None else own

    best = max(groups, key=lambda group: sum(map(sure, group)))
    surest = max(best, key=sure)
    return Joint(_value(answers[surest]), tuple(best), len(spoke), sum(map(sure, best)) / len(spoke))


def _value(answer: Suggestion) -> str:
    return answer.value or ""


def features(joints: Sequence[Joint], members: int) -> np.ndarray:
    """(n, 2): log odds of the pool, and the share of all members that agree."""
    pool = log_odds(np.array([joint.pool for joint in joints]))
    share = np.array([len(joint.agreeing) / members for joint in joints])
    return np.column_stack([pool, share])


def fitted(joints: Sequence[Joint], right: Sequence[bool], members: int) -> Callable[[Joint], float]:
    """The probability of being right as a function of a joint answer, learnt from checked ones."""
    share_right = fit_share_right(features(joints, members), np.array(right))
    return lambda joint: float(share_right(features([joint], members))[0])
