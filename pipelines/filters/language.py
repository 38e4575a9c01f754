"""Drop records in another language than the wanted ones."""

import re

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import OneOf, Rules
from pipelines.filters import Filter

_CODE = re.compile("[a-z]{2}")


def language(
    *,
    languages: list[str],
    candidates: list[str] | None = None,
    min_chars: int = 25,
    min_confidence: float = 0.5,
) -> Filter:
    """Keep records written in one of `languages`; short and undecided texts stay, for nothing is known of them.

    Args:
        languages: The languages that are kept, as ISO 639-1 codes ("en", "de").
        candidates: All languages that can occur, the kept ones among them; nothing for every known one.
        min_chars: Fewest letters at which a text is judged; Chinese, Japanese and Korean ones count as three.
        min_confidence: Probability of another language, 0 to 1, below which a text is not judged.
    """
    if not languages:
        raise VerilodeError("language: no languages are given")
    for code in languages:
        if not _CODE.fullmatch(str(code)):
            raise VerilodeError(f"language: {str(code)[:40]!r} is no ISO 639-1 code such as 'en'")
    missing = sorted(set(languages) - set(candidates or languages))
    if missing:
        raise VerilodeError(f"language: {missing[0]!r} is kept but not among the candidates")
    options = {"candidates": candidates, "min_chars": min_chars, "min_confidence": min_confidence}
    return Rules({"language": options}, [OneOf("other_language", "language.code", "language", tuple(languages))])
