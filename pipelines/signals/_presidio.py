"""Presidio's pattern recognizers, taken one by one: without its engine, a language model or the network."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from pipelines.core.errors import VerilodeError

_NOT_NEEDED = ("torch", "transformers")
"""Presidio and spaCy load these where they are installed, five seconds and 300 MB, for recognizers not used here."""

_LOCAL = r"[!#$%'*+\-^_`{|}~\w]"
_EMAIL = rf"\b{_LOCAL}(?:[.]?{_LOCAL})*@\w+(?:-+\w+)*(?:\.\w+(?:-+\w+)*)+\b"
"""Presidio's own takes /, ?, = and & for parts of a name: the whole web address before an e-mail address in it."""

_SEVEN_DIGITS = re.compile(r"(?:\d\D*){7}")


@cache
def presidio() -> Any:
    """The module of presidio's predefined recognizers.

    Raises:
        VerilodeError: where the extra `privacy` is not installed.
    """
    try:
        with _absent(_NOT_NEEDED):
            from presidio_analyzer import predefined_recognizers
    except ImportError:
        raise missing_extra("presidio-analyzer") from None
    _silence()
    return predefined_recognizers


def missing_extra(package: str) -> VerilodeError:
    """What is said where a package of the extra is not there."""
    return VerilodeError(f"{package} is not installed; it comes with: pip install 'verilode[privacy]'")


@contextmanager
def _absent(names: tuple[str, ...]) -> Iterator[None]:
    """Let imports in this block believe that these packages are not installed, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def _silence() -> None:
    """Presidio's log may repeat the text that was looked at."""
    import logging

    logging.getLogger("presidio-analyzer").disabled = True


@cache
def email_recognizer() -> Any:
    """E-mail addresses under a public suffix, by the list that tldextract brings along: it would fetch a newer one."""
    import tldextract

    parts = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())

    class Recognizer(presidio().EmailRecognizer):
        def validate_result(self, pattern_text: str) -> bool:
            return parts(pattern_text).fqdn != ""

    from presidio_analyzer import Pattern

    return Recognizer(patterns=[Pattern("address", _EMAIL, 0.5)])


def pattern_recognizer(name: str, pattern: str, score: float) -> Any:
    """A recognizer of one pattern of our own."""
    presidio()
    from presidio_analyzer import Pattern, PatternRecognizer

    return PatternRecognizer(name, patterns=[Pattern(name, pattern, score)])


@cache
def phone_regions() -> frozenset[str]:
    """The regions whose phone numbers are known, as ISO 3166 codes."""
    presidio()
    import phonenumbers

    return frozenset(phonenumbers.SUPPORTED_REGIONS)


class PhoneRecognizers:
    """Phone numbers of several regions: the first region to know a number keeps the others from looking at it."""

    def __init__(self, regions: Sequence[str]) -> None:
        self._each = [presidio().PhoneRecognizer(supported_regions=(region,)) for region in regions]

    def analyze(self, text: str, entities: Sequence[str]) -> list[Any]:
        """The numbers in a text, as presidio's results."""
        found: list[Any] = []
        for recognizer in self._each:
            if not _SEVEN_DIGITS.search(text):
                break
            results = recognizer.analyze(text, list(entities))
            left = list(text)
            for result in results:
                left[result.start : result.end] = " " * (result.end - result.start)
            found += results
            text = "".join(left)
        return found
