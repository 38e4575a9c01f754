"""What counts as a word, by example."""

import pytest

from pipelines.core.words import MARK, TABLE_SIZE, character_table, normalised, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Tenant shall pay, on the 1st!", ["the", "tenant", "shall", "pay", "on", "the", "1st"]),
        ("ICD-10 code E11.9", ["icd", "10", "code", "e11", "9"]),
        ("snake_case don't", ["snake", "case", "don", "t"]),
        ("  \t\n ", []),
        ("?! --- ☃ 👍🏽", []),
        ("ÉCOLE Straße ΣΟΦΟΣ", ["école", "straße", "σοφοσ"]),
        ("İzmir 5\u212a", ["izmir", "5k"]),
        ("cafe\u0301 noir", ["cafe\u0301", "noir"]),
        ("\u0301 a", ["a"]),
        ("❤\ufe0f ok", ["ok"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("你好, GPT模型", ["你", "好", "gpt", "模", "型"]),
        ("ก็ดี", ["ก็", "ดี"]),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Hello,   World! ", "hello world"),
        ("你好 GPT模型", "你好 gpt模型"),
        ("...", ""),
        ("a\u0301-b", "a\u0301 b"),
    ],
)
def test_normalised(text, expected):
    assert normalised(text) == expected


def test_no_letter_or_digit_lies_above_the_table():
    assert not any(chr(code).isalnum() for code in range(TABLE_SIZE, 0x110000))


def test_the_table_knows_exactly_the_letters_and_digits_below():
    table = character_table()
    known = (table != 0) & (table & MARK == 0)
    assert known.tolist() == [chr(code).isalnum() for code in range(TABLE_SIZE)]
