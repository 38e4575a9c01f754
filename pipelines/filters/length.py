"""Drop records that are too short or too long."""

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters import Filter
from pipelines.filters._words import words


def length(
    *, min_words: int = 1, max_words: int | None = None, min_chars: int = 1, max_chars: int | None = None
) -> Filter:
    """Keep records whose body has a length in words and characters within the bounds.

    Args:
        min_words: Fewest words; in scripts without spaces a character counts as a word.
        max_words: Most words; nothing for no limit.
        min_chars: Fewest characters, white space around the body not counted.
        max_chars: Most characters; nothing for no limit.
    """
    for low, high in ((min_words, max_words), (min_chars, max_chars)):
        if high is not None and low > high:
            raise VerilodeError(f"length: the minimum {low} is above the maximum {high}")

    def rule(record: Record) -> str | None:
        body = record.body.strip()
        return _outside(len(body), "characters", min_chars, max_chars) or _outside(
            len(words(body)), "words", min_words, max_words
        )

    return rule


def _outside(count: int, unit: str, low: int, high: int | None) -> str | None:
    if count < low:
        return f"{count} {unit}, fewer than {low}"
    if high is not None and count > high:
        return f"{count} {unit}, more than {high}"
    return None
