"""Several answers to one question."""

import pytest

from annotation.labelers._chat.consistency import most_frequent
from pipelines.kinds import kind_of

SAME = kind_of("classify").agree


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["a", "b", "b"], (1, pytest.approx(2 / 3))),
        (["a", "b"], (0, 0.5)),
        (["a", None, "b", "b"], (2, 0.5)),
        ([None, "a"], (1, 0.5)),
        ([None, None], None),
    ],
)
def test_the_most_frequent_counts_and_missing_ones_agree_with_nothing(values: list[str | None], found: object) -> None:
    assert most_frequent(values, SAME) == found


def test_values_need_not_be_equal_to_agree() -> None:
    orders = ["[0,1,2,3]", "[0,2,1,3]", "[3,1,2,0]"]
    assert most_frequent(orders, kind_of("rank").agree) == (0, pytest.approx(2 / 3))
