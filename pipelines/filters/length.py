"""Drop records that are too short or too long."""

from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter


def length(
    *, min_words: int = 1, max_words: int | None = None, min_chars: int = 1, max_chars: int | None = None
) -> Filter:
    """Keep records whose body has a length in words and characters within the bounds.

    Args:
        min_words: Fewest words; in scripts without spaces a letter counts as a word.
        max_words: Most words; nothing for no limit.
        min_chars: Fewest characters, white space around the body not counted.
        max_chars: Most characters; nothing for no limit.
    """
    return Rules(
        {"text": {}},
        [
            Within("characters", "text.characters", "characters", low=min_chars, high=max_chars),
            Within("words", "text.words", "words", low=min_words, high=max_words),
        ],
    )
