"""Language: named where the text says enough, null where it does not."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals.language import language
from tests.fakes.judging import signals_of

SENTENCES = {
    "en": "Either party may end this agreement by thirty days written notice.",
    "de": "Jede Partei kann diesen Vertrag mit einer Frist von dreißig Tagen kündigen.",
    "fr": "Chaque partie peut résilier le présent contrat moyennant un préavis écrit de trente jours.",
    "es": "Cualquiera de las partes puede rescindir el contrato con un aviso de treinta días.",
    "pl": "Każda ze stron może rozwiązać umowę z zachowaniem trzydziestodniowego okresu wypowiedzenia.",
    "zh": "本合同自书面通知之日起三十天后终止。",
    "ja": "本契約は書面による通知から三十日後に終了します。",
    "ko": "이 계약은 서면 통지일로부터 삼십 일 후에 종료됩니다.",
    "ar": "ينتهي هذا العقد بعد ثلاثين يوما من الإخطار الكتابي.",
    "hi": "यह अनुबंध लिखित सूचना के तीस दिन बाद समाप्त होता है।",
    "th": "สัญญานี้สิ้นสุดสามสิบวันหลังจากแจ้งเป็นลายลักษณ์อักษร",
    "ru": "Договор прекращается через тридцать дней после письменного уведомления.",
}


def codes(*texts: str, **options: object) -> list[str | None]:
    return signals_of("language", [Record(str(i), text=text) for i, text in enumerate(texts)], options)[
        "code"
    ].to_pylist()


def test_sentences_in_twelve_languages() -> None:
    assert codes(*SENTENCES.values()) == list(SENTENCES)


@pytest.mark.parametrize("text", ["", "OK", "Penicillin.", "20.00 20.00 20.00 20.00 20.00 20.00", "???" * 20, "急性"])
def test_a_text_that_says_too_little_has_no_language(text: str) -> None:
    found = signals_of("language", [Record("r", text=text)])
    assert found["code"].to_pylist() == [None]
    assert math.isnan(found["confidence"][0].as_py())


def test_fewer_candidates_make_short_texts_sure() -> None:
    text = "Noncontributory family history"
    assert codes(text, min_confidence=0.9) == [None]
    assert codes(text, candidates=["de", "en"], min_confidence=0.9) == ["en"]


def test_an_undecided_text_keeps_its_confidence_but_has_no_name() -> None:
    mixed = f"{SENTENCES['de']} {SENTENCES['es']}"
    found = signals_of("language", [Record("r", text=mixed)], {"min_confidence": 1.0})
    assert found["code"].to_pylist() == [None]
    assert 0 < found["confidence"][0].as_py() < 1


def test_only_the_start_is_looked_at() -> None:
    assert codes(SENTENCES["de"] * 3 + SENTENCES["fr"] * 50, max_chars=150) == ["de"]


def test_question_and_answer_count_together() -> None:
    record = Record("r", instruction="Wie kündigt man?", response="Mit einer Frist von dreißig Tagen.")
    assert signals_of("language", [record])["code"].to_pylist() == ["de"]


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_has_a_code_and_a_confidence_or_neither(text: str) -> None:
    found = signals_of("language", [Record("r", text=text)], {"min_chars": 1})
    code, confidence = found["code"][0].as_py(), found["confidence"][0].as_py()
    assert code is None or (len(code) == 2 and 0.5 <= confidence <= 1)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"candidates": ["en", "klingon"]}, "'klingon' is no known ISO 639-1 code"),
        ({"candidates": ["en", "en"]}, "fewer than two candidates"),
        ({"min_chars": 0}, "no sound bounds"),
        ({"min_confidence": 1.5}, "from 0 to 1"),
    ],
)
def test_senseless_options_are_refused(options: dict, line: str) -> None:
    with pytest.raises(VerilodeError, match=line):
        language(**options)
