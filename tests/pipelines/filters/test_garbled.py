"""Characters that were destroyed on the way."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.garbled import garbled


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ménière’s disease – naïve", None),
        ("Line one\n\tline two\r\n", None),
        ("M\ufffdni\ufffdre", "2 replacement characters, more than 0"),
        ("bell\x07", "1 control characters, more than 0"),
        ("MÃ©niÃ¨reâ€™s", "3 places in a wrong encoding, more than 0"),
        ("急性上呼吸道感染", None),
        ("التهاب رئوي", None),
        ("Größe: 5 µm, über 30 °C", None),
    ],
)
def test_garbled(text, reason):
    assert garbled()(Record("r", text=text)) == reason


def test_a_little_damage_can_be_put_up_with():
    assert garbled(max_replacements=1)(Record("r", text="M\ufffdniere")) is None
