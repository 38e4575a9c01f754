"""Signal: how much of a text comes again: its lines, its paragraphs and its runs of words."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import bodies
from pipelines.signals import Column, Signal

_FEWEST_RUNS = 4

_SHARES = {
    "line_share": "share of lines that repeat an earlier one, as Gopher counts them",
    "line_character_share": "share of characters that stand in such lines",
    "paragraph_share": "share of paragraphs that repeat an earlier one",
    "paragraph_character_share": "share of characters that stand in such paragraphs",
    **{f"top_{n}_gram_share": f"share of characters in the commonest run of {n} tokens" for n in (2, 3, 4)},
    **{f"repeated_{n}_gram_share": f"share of characters in repeated runs of {n} tokens" for n in range(5, 11)},
    "run_share": "share of words, whatever their case, in a run of words that was there before; NaN for few words",
}
_COLUMNS = tuple(Column(name, pa.float32(), says) for name, says in _SHARES.items())


def repetition(*, ngram: int = 5) -> Signal:
    """Shares of each record's body that repeat what stood there before.

    All but the last are table A1 of Rae et al. 2021 (Gopher): lines and paragraphs as they are written, tokens (words
    and signs) as they are written, shares of all characters. NaN for an empty text.

    Args:
        ngram: Words of a run in `run_share`; texts with fewer than four times as many are not judged by it.
    """
    if ngram < 1:
        raise VerilodeError(f"repetition: an n-gram has at least one word, not {ngram}")

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pipelines.signals import _repeats as scan
        from pipelines.signals._blocks import in_blocks

        for batch in batches:
            counts = in_blocks(bodies(batch), lambda *rows: scan.count_repeats(*rows, ngram), scan.WIDTH)
            yield _columns(counts, scan, ngram)

    return Signal(_COLUMNS, compute)


def _columns(counts: np.ndarray, scan: Any, ngram: int) -> pa.RecordBatch:
    """The kernel's counts as the family's columns."""
    from pipelines.signals._blocks import share

    n = dict(enumerate(counts))
    chars, words = n[scan.CHARS], n[scan.WORDS]
    filled = chars > 0
    shares = [
        share(n[scan.AGAIN_LINES], n[scan.LINES] * filled),
        share(n[scan.AGAIN_LINE_CHARS], chars),
        share(n[scan.AGAIN_PARAGRAPHS], n[scan.PARAGRAPHS] * filled),
        share(n[scan.AGAIN_PARAGRAPH_CHARS], chars),
        *(share(n[run], chars) for run in range(scan.TOP_2, scan.AGAIN_10 + 1)),
        share(n[scan.RUN_WORDS], words * (words >= _FEWEST_RUNS * ngram)),
    ]
    return pa.RecordBatch.from_arrays(
        [pa.array(s) for s in shares], schema=pa.schema([(c.name, c.type) for c in _COLUMNS])
    )
