"""Words without a dictionary."""

import pytest

from pipelines.filters._words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don't panic - it's OK!", ["don't", "panic", "it's", "ok!"]),
        ("急性 pneumonia感染", ["急", "性", "pneumonia", "感", "染"]),
        ("カタカナ", ["カ", "タ", "カ", "ナ"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("ปวดศีรษะ", ["ปวดศ", "ีรษะ"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("... — !", []),
    ],
)
def test_words(text, found):
    assert words(text) == found
