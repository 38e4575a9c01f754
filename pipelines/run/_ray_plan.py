"""How the Ray engine cuts its work: sizes follow from the texts, numbers of pieces are bounded."""

from collections.abc import Iterator

import numpy as np

from pipelines.core.parallel import spans

SHARD_BYTES = 128 << 20
"""Text in one shard, when there is enough of it."""
FEWEST_ROWS = 256
"""A shard of fewer rows is not worth a task."""
MOST_SHARDS = 512
MOST_PARTS = 256
"""With as many shards that is 131,072 pieces on their way at a time, above 100 kB each where there are so many."""
PART_BYTES = 64 << 20
"""Postings in one partition; they are sorted in a worker's memory. Beyond 256 partitions they grow."""
GROUP_BYTES = 64 << 20
"""Text of the pairs that one worker compares."""


def shard_edges(byte_sizes: np.ndarray, cores: int) -> np.ndarray:
    """int64 (shards + 1,): the first row of each shard; of few texts at least two shards for each core."""
    total = int(byte_sizes.sum()) + byte_sizes.size  # an empty text takes room, too
    wanted = min(2 * cores, -(-byte_sizes.size // FEWEST_ROWS))
    wanted = min(max(wanted, -(-total // SHARD_BYTES), 1), MOST_SHARDS)
    cut = spans(byte_sizes + 1, total // wanted + 1)
    return np.array([0, *(last for _, last in cut)], np.int64)


def partitions(rows: int, bands: int, cores: int) -> int:
    """Into how many partitions the postings go: a power of two, at least two for each core."""
    wanted = max(-(-rows * bands * 8 // PART_BYTES), 2 * cores)
    return min(1 << (wanted - 1).bit_length(), MOST_PARTS)


def rounds(pair_bytes: np.ndarray, cores: int) -> Iterator[list[tuple[int, int]]]:
    """Runs of pairs (first, past the last) that one worker compares, and so many of them as go at once."""
    limit = min(GROUP_BYTES, int(pair_bytes.sum()) // (2 * cores) + 1)
    groups = spans(pair_bytes, limit)
    for first in range(0, len(groups), MOST_PARTS):
        yield groups[first : first + MOST_PARTS]
