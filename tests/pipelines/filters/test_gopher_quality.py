"""Gopher's rules of quality: one page for each of them, and the page they keep."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.gopher_quality import gopher_quality
from tests.fakes.judging import reason_for

PROSE = "the cat sat with a dog of some size on that mat. " * 6


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PROSE, None),
        (PROSE * 2000, "144,000 words, more than 100,000"),
        ("the cat that sat", "4 words, fewer than 50"),
        ("to be a b c d e f " * 8, "1.25 characters in a word on average, fewer than 3"),
        ("to of internationalisation with " * 20, "7 characters in a word on average, more than 6"),
        (PROSE + "# " * 12, "13.3% as many hash signs as words, more than 10%"),
        (PROSE + "… " * 12, "13.3% as many ellipses as words, more than 10%"),
        (PROSE.replace("the", "- the").replace(". ", ".\n"), "100% of its lines begin with a bullet, more than 90%"),
        (PROSE.replace(". ", "...\n"), "100% of its lines end with an ellipsis, more than 30%"),
        (PROSE + "1234 " * 30, "66.7% of its words hold a letter, fewer than 80%"),
        ("eine Katze sitzt mit einem Hund auf der Matte dort " * 6, "0 different stop words, fewer than 2"),
    ],
)
def test_gopher_quality(text, reason):
    assert reason_for(gopher_quality(max_word_length=6), Record("r", text=text)) == reason


def test_other_languages_bring_their_own_stop_words():
    german = gopher_quality(stop_words=["mit", "der", "die"])
    assert reason_for(german, Record("r", text="eine Katze sitzt mit einem Hund auf der Matte dort " * 6)) is None
