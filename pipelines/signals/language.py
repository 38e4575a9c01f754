"""Signal: the language a record is written in, without a model from elsewhere (py3langid)."""

import copy
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import bodies
from pipelines.signals import Column, Signal

_COLUMNS = (
    Column("code", pa.string(), "the language (ISO 639-1); null where the text is too short or too mixed to say"),
    Column(
        "confidence", pa.float32(), "probability of the likeliest language, 0 to 1; NaN where the text is too short"
    ),
)
_LETTER = re.compile(r"[^\W\d_]")
_FIRST_DENSE = "\u3040"
_DENSE = 3
"""Kana, Han and Hangul say about as much in one character as an alphabet in three."""


def language(
    *,
    candidates: list[str] | None = None,
    min_chars: int = 25,
    min_confidence: float = 0.5,
    max_chars: int = 1000,
) -> Signal:
    """The language of each record's body by naive Bayes over byte n-grams (Lui and Baldwin 2012, langid.py).

    A language that is not among the candidates is taken for one that is: name all that may occur.

    Args:
        candidates: The languages that can occur, as ISO 639-1 codes, at least two; nothing for every known one.
            Fewer candidates make short texts much surer.
        min_chars: Fewest letters at which a language is named; Chinese, Japanese and Korean ones count as three.
        min_confidence: Probability below which no language is named, 0 to 1.
        max_chars: Characters looked at, from the start; more cost time and change little.
    """
    if min_chars < 1 or max_chars < min_chars:
        raise VerilodeError(f"language: min_chars {min_chars} and max_chars {max_chars} are no sound bounds")
    if not 0 <= min_confidence <= 1:
        raise VerilodeError(f"language: the confidence runs from 0 to 1, not {min_confidence:g}")
    chosen = _checked(candidates)

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        identify = _identifier(chosen).classify
        for batch in batches:
            codes, scores = [], []
            for body in bodies(batch).to_pylist():
                enough = _says_enough(body, min_chars)
                code, score = identify(body[:max_chars]) if enough else (None, math.nan)
                codes.append(code if score >= min_confidence else None)
                scores.append(score)
            columns = [pa.array(codes, pa.string()), pa.array(scores, pa.float32())]
            yield pa.RecordBatch.from_arrays(columns, names=["code", "confidence"])

    return Signal(_COLUMNS, compute)


def _says_enough(text: str, wanted: int) -> bool:
    found = 0
    for match in _LETTER.finditer(text):
        found += _DENSE if match[0] >= _FIRST_DENSE else 1
        if found >= wanted:
            return True
    return False


def _checked(candidates: Sequence[str] | None) -> tuple[str, ...] | None:
    """The candidates, in one order; checked against the model, which is only loaded where some are named."""
    if candidates is None:
        return None
    known = _codes(_model())
    unknown = sorted(set(candidates) - set(known))
    if unknown:
        raise VerilodeError(f"language: {unknown[0]!r} is no known ISO 639-1 code; known: {' '.join(known)}")
    if len(set(candidates)) < 2:
        raise VerilodeError("language: with fewer than two candidates every text would be of the same language")
    return tuple(sorted(set(candidates)))


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _codes(model: Any) -> list[str]:
    """The two-letter codes: the others are creoles and dialects that short texts are mistaken for."""
    return sorted(code for code in model.labels if len(code) == 2)


@cache
def _identifier(candidates: tuple[str, ...] | None) -> Any:
    model = copy.copy(_model())
    model.set_languages(candidates or _codes(model))
    return model
