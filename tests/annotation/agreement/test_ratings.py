"""Ratings: rows in, pairs and patterns out."""

from annotation.agreement.ratings import ratings


def test_items_raters_and_values_are_named_in_order():
    found = ratings([("i2", "ben", "tax"), ("i1", "ana", "law"), ("i2", "ana", "law")])
    assert (found.items, found.raters, found.values) == (("i1", "i2"), ("ana", "ben"), ("law", "tax"))
    assert found.sizes.tolist() == [1, 2]
    assert found.overlap == 1


def test_the_last_answer_of_a_rater_counts():
    found = ratings([("i1", "ana", "law"), ("i1", "ben", "law"), ("i1", "ana", "tax")])
    assert [found.values[at] for at in found.value] == ["tax", "law"]


def test_every_two_ratings_of_an_item_make_a_pair():
    found = ratings([("i1", "ana", "x"), ("i1", "ben", "y"), ("i1", "cy", "x"), ("i2", "ana", "x")]).pairs
    rows = zip(found.item, found.rater_a, found.rater_b, found.value_a, found.value_b, strict=True)
    assert [tuple(map(int, row)) for row in rows] == [(0, 0, 1, 0, 1), (0, 0, 2, 0, 0), (0, 1, 2, 1, 0)]


def test_items_with_the_same_counts_make_one_pattern():
    rows = [("i1", "ana", "x"), ("i1", "ben", "y"), ("i2", "ana", "y"), ("i2", "ben", "x"), ("i3", "ana", "x")]
    found = ratings([*rows, ("i4", "ana", "x"), ("i4", "ben", "x")]).patterns
    assert found.counts.toarray().tolist() == [[2, 0], [1, 1]]
    assert (found.items.tolist(), found.raters.tolist(), found.agreeing.tolist()) == ([1, 2], [2, 2], [2, 0])


def test_no_rows_make_no_patterns():
    found = ratings([])
    assert (found.overlap, len(found.patterns.items), len(found.pairs.item)) == (0, 0, 0)
