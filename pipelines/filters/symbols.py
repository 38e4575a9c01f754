"""Drop records that are signs rather than words."""

import unicodedata

from pipelines.core.records import Record
from pipelines.filters import Filter


def symbols(*, min_share: float = 0.5) -> Filter:
    """Keep records in which letters and digits make up enough of what is not white space.

    Marks that belong to letters (Arabic vowels, Indic vowel signs) count as letters.

    Args:
        min_share: Smallest share of letters and digits, 0 to 1; prose has about 0.95, program code 0.7.
    """

    def rule(record: Record) -> str | None:
        visible = "".join(record.body.split())
        share = sum(map(_is_wordlike, visible)) / len(visible) if visible else 1.0
        if share < min_share:
            return f"{share:.0%} of its characters are letters or digits, fewer than {min_share:.0%}"
        return None

    return rule


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
