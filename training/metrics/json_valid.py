"""Valid JSON: the share of answers that a program can read."""

from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._json import read_json
from training.metrics._scored import scored


def json_valid(*, fenced: bool = False) -> Metric:
    """Share of answers that parse as JSON (RFC 8259), with nothing before or behind.

    NaN, infinities and a name given twice in one object are no JSON.

    Args:
        fenced: Whether JSON inside a Markdown code fence counts, too.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        return scored(float(read_json(one.answered, fenced).parsed) for one in answers)

    return metric
