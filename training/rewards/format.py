"""Reward by form: the answer looks as it should, whatever it says."""

import re
from collections.abc import Sequence

from pipelines.core.errors import VerilodeError
from training.rewards import Attempt, Reward


def format(pattern: str) -> Reward:  # noqa: A001 - the member's name is what a person types
    r"""One where the whole answer has the form, else nothing; add it to another reward, alone it teaches nothing true.

    Args:
        pattern: Regular expression the whole answer must match, such as `(?s).*#### -?\d+`.
    """
    try:
        form = re.compile(pattern)
    except re.error as wrong:
        raise VerilodeError(f"reward 'format': option 'pattern' is no regular expression: {wrong}") from None

    def grade(attempts: Sequence[Attempt]) -> list[float]:
        return [float(form.fullmatch(attempt.answered.strip()) is not None) for attempt in attempts]

    return Reward(grade)
