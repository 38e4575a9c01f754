"""Words in any script, without a dictionary."""

import re

_UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{1,4}"
)
"""Han and kana, one character a word; Thai, Lao, Burmese and Khmer, about four characters a word."""


def words(text: str) -> list[str]:
    """The words of `text` in lower case: what stands between white space and holds a letter or a digit.

    Scripts without spaces are cut by character, so that a Chinese sentence is not one single word.
    """
    spaced = text if text.isascii() else _UNSPACED.sub(lambda piece: f" {piece[0]} ", text)
    return [word for word in spaced.casefold().split() if any(map(str.isalnum, word))]
