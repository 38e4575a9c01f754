"""Presets by meaning."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.neardup import cluster
from pipelines.neardup.presets import PRESETS, preset_options

CLAUSE = "the tenant shall pay the rent on the first day of each calendar month during the whole term of this lease"
QUOTED = f"as the contract says in section four {CLAUSE} and nothing in this letter changes that in any way at all"
EDITED = CLAUSE.replace("first", "third")
TWINS = {
    "same-text": ("Pay the rent!", "pay  THE rent"),
    "near-identical": (" ".join(f"w{i}" for i in range(44)), " ".join(f"w{i}" for i in range(54))),
    "light-edits": (CLAUSE, EDITED),
    "contained": (CLAUSE, QUOTED),
    "short-text": (
        "my card payment was declined again at the shop today",
        "my card payments was declined again at the shop today",
    ),
}
STRANGERS = {
    "same-text": ("pay the rent", "pay the rents"),
    "near-identical": (CLAUSE, EDITED),
    "light-edits": (CLAUSE, QUOTED),
    "contained": (CLAUSE, EDITED),
    "short-text": ("cardiac arrest", "cardiac arrhythmia"),
}


@pytest.mark.parametrize("name", PRESETS)
def test_what_a_preset_catches_and_what_not(name):
    options = preset_options(name, {})
    assert cluster(TWINS[name], **options).keep.sum() == 1
    assert cluster(STRANGERS[name], **options).keep.sum() == 2


def test_what_is_given_goes_before_the_preset():
    assert preset_options("light-edits", {"ngram": 4, "threshold": None})["ngram"] == 4
    assert preset_options("light-edits", {"ngram": 4, "threshold": None})["threshold"] == 0.68


def test_without_a_preset_only_what_is_given_counts():
    assert preset_options(None, {"ngram": 4, "unit": None}) == {"ngram": 4}


def test_an_unknown_preset_is_answered_with_the_nearest():
    with pytest.raises(VerilodeError, match="did you mean 'light-edits'"):
        preset_options("light-edit", {})
