"""The language filter: another language is dropped, what nobody can tell stays."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.language import language
from tests.fakes.judging import reasons_for

ENGLISH = Record("en", text="Either party may end this agreement by thirty days written notice.")
GERMAN = Record("de", text="Jede Partei kann diesen Vertrag mit einer Frist von dreißig Tagen kündigen.")
SHORT = Record("short", text="Vertrag gekündigt")


def test_another_language_is_dropped_and_a_short_text_stays() -> None:
    assert reasons_for(language(languages=["en"]), [ENGLISH, GERMAN, SHORT]) == [None, "language 'de', wanted en", None]


def test_several_languages_are_kept() -> None:
    assert reasons_for(language(languages=["de", "en"]), [ENGLISH, GERMAN]) == [None, None]


def test_below_the_confidence_nothing_is_dropped() -> None:
    assert reasons_for(language(languages=["fr"], min_confidence=1.0), [SHORT, ENGLISH]) == [None, None]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"languages": []}, "no languages are given"),
        ({"languages": ["english"]}, "'english' is no ISO 639-1 code"),
        ({"languages": ["en"], "candidates": ["de", "fr"]}, "'en' is kept but not among the candidates"),
    ],
)
def test_senseless_options_are_refused(options: dict, line: str) -> None:
    with pytest.raises(VerilodeError, match=line):
        language(**options)
