"""Signals of preference pairs, and contradictions across batches."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.length_bias import length_bias
from pipelines.core.records import Record
from pipelines.signals import SIGNALS
from tests.fakes.judging import batch_of, signals_of


def pair(chosen: str | None, rejected: str | None, prompt: str = "Which?") -> Record:
    return Record("r", instruction=prompt, response=chosen, rejected=rejected)


def test_lengths_and_likeness_of_a_pair() -> None:
    (row,) = signals_of("preference", [pair("tea with milk and sugar", "Tea  with lemon")]).to_pylist()
    assert (row["chosen_words"], row["rejected_words"]) == (5, 3)
    assert row["length_ratio"] == pytest.approx(5 / 3)
    assert row["similarity"] == pytest.approx(2 / 6)
    assert {row[name] for name in ("missing", "empty", "same", "contradiction", "both_sides")} == {None}


def test_words_of_scripts_without_spaces_are_compared_one_by_one() -> None:
    assert signals_of("preference", [pair("本合同终止", "本合同有效")])["similarity"].to_pylist() == [
        pytest.approx(3 / 7)
    ]


def test_what_is_no_pair_has_no_values() -> None:
    single = Record("s", instruction="Which?", response="tea")
    (row,) = signals_of("preference", [single]).to_pylist()
    assert all(math.isnan(row[name]) for name in ("chosen_words", "rejected_words", "length_ratio", "similarity"))
    assert row["missing"] == "the rejected answer"


def test_pairs_contradict_each_other_across_batches() -> None:
    batches = [batch_of([pair("tea", "coffee"), pair("milk", "mud")]), batch_of([]), batch_of([pair("Coffee", "tea ")])]
    family = SIGNALS.build("preference")
    found = list(family.compute(iter(batches)))
    turned = "the same pair is there the other way round"
    assert [batch["contradiction"].to_pylist() for batch in found] == [[turned, None], [], [turned]]
    assert family.whole


def test_nothing_in_nothing_out() -> None:
    assert list(SIGNALS.build("preference").compute(iter([]))) == []


def test_length_bias_is_read_off_the_columns() -> None:
    table = signals_of(
        "preference", [pair("a b c", "a"), pair("a", "a b"), pair("a b", "a"), Record("s", response="x")]
    )
    bias = length_bias(*(np.asarray(table[name]) for name in ("chosen_words", "rejected_words")))
    assert (bias.pairs, bias.chosen_longer, bias.mean_difference) == (3, pytest.approx(2 / 3), pytest.approx(2 / 3))


names = st.sampled_from(["tea", "Tea ", "coffee", "milk", "", "tea tea"]) | st.none() | st.text(max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, names), max_size=8))
def test_a_pair_contradicts_exactly_when_its_answers_reach_each_other(
    rows: list[tuple[str | None, str | None]],
) -> None:
    found = signals_of("preference", [pair(*row) for row in rows])["contradiction"].to_pylist()
    better = [tuple(map(tidy, row)) for row in rows if None not in row]
    expected = [
        None not in row and tidy(row[0]) != tidy(row[1]) and reaches(better, *map(tidy, row[::-1])) for row in rows
    ]
    assert [value is not None for value in found] == expected


def tidy(text: str) -> str:
    """What two equal answers have in common, by the signal's own normalisation."""
    from pipelines.signals._wording import spaced

    return spaced(pa.array([text], pa.large_string()))[0].as_py()


def reaches(better: list[tuple[str, ...]], start: str, goal: str) -> bool:
    """Whether a chain of preferences leads from one answer to another."""
    known, size = {start}, 0
    while len(known) > size:
        size = len(known)
        known |= {worse for chosen, worse in better if chosen in known}
    return goal in known
