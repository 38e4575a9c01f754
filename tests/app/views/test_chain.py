"""How far the ends of a cluster are apart: counted by hand, and as the kernel counts."""

import pytest

from app.views.chain import MOST_TEXTS, links_between_ends
from pipelines.neardup import cluster
from pipelines.neardup.options import Options

RULE = Options(threshold=0.6, ngram=2)
BEGINNINGS = [" ".join(f"n{i}" for i in range(1, n + 1)) for n in range(5, 13)]


def test_texts_with_the_same_words_are_no_links_apart() -> None:
    assert links_between_ends(["One two.", "one TWO"], RULE) == 0


def test_two_copies_are_one_link_apart() -> None:
    assert links_between_ends(["a b c d e", "a b c d e f"], RULE) == 1


def test_the_links_of_a_chain_are_counted() -> None:
    """4, 6, 10 and 11 pairs of words: each shares three fifths with the next, the first and the third do not."""
    assert links_between_ends(BEGINNINGS, RULE) == 3


@pytest.mark.parametrize("unit", ["word", "char"])
@pytest.mark.parametrize("threshold", [0.55, 0.6, 0.7, 0.8])
def test_the_kernel_counts_the_same(unit: str, threshold: float) -> None:
    rule = Options(threshold=threshold, ngram=2, unit=unit)
    found = cluster(BEGINNINGS, threshold=threshold, ngram=2, unit=unit, exact=True)
    assert set(found.cluster) == {0}
    assert links_between_ends(BEGINNINGS, rule) == found.diameter[0]


def test_what_takes_too_long_or_hangs_together_otherwise_is_not_measured() -> None:
    assert links_between_ends(["a b c"] * (MOST_TEXTS + 1), RULE) is None
    assert links_between_ends(["a b c", "x y z"], RULE) is None
    assert links_between_ends(["a b c"], Options(measure="containment")) is None
