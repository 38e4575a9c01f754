"""Drop records that say the same thing over and over."""

from collections.abc import Sequence

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters import Filter
from pipelines.filters._words import words

_FEWEST_LINES = 5


def repetition(*, max_line_share: float = 0.5, max_ngram_share: float = 0.5, ngram: int = 5) -> Filter:
    """Keep records in which few lines and few word n-grams come again.

    The measures are those of Rae et al. 2021 (Gopher, table A1), on words and with looser limits: the published
    ones are made for web pages and drop sound dialogue and program code.

    Args:
        max_line_share: Largest share of lines (of at least five that are not blank) that repeat an earlier one.
        max_ngram_share: Largest share of words that lie in an n-gram which was there before.
        ngram: Words in one n-gram; texts with fewer than four times as many words are not judged by it.
    """
    if ngram < 1:
        raise VerilodeError(f"repetition: an n-gram has at least one word, not {ngram}")

    def rule(record: Record) -> str | None:
        lines = [line.strip() for line in record.body.splitlines() if line.strip()]
        share = _repeated_share(lines) if len(lines) >= _FEWEST_LINES else 0.0
        if share > max_line_share:
            return f"{share:.0%} of its lines repeat an earlier line, more than {max_line_share:.0%}"
        sequence = words(record.body)
        share = _covered_share(sequence, ngram) if len(sequence) >= 4 * ngram else 0.0
        if share > max_ngram_share:
            return f"{share:.0%} of its words are in repeated runs of {ngram}, more than {max_ngram_share:.0%}"
        return None

    return rule


def _repeated_share(items: Sequence[str]) -> float:
    return 1 - len(set(items)) / len(items)


def _covered_share(sequence: Sequence[str], size: int) -> float:
    """The share of words that lie in a run of `size` words which occurred earlier."""
    seen: set[tuple[str, ...]] = set()
    covered = reached = 0
    for start in range(len(sequence) - size + 1):
        run = tuple(sequence[start : start + size])
        if run in seen:
            covered += start + size - max(start, reached)
            reached = start + size
        seen.add(run)
    return covered / len(sequence)
