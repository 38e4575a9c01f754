"""One pass over benchmark and records: which n-grams of the items stand in which records."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.steps._contamination.hashes import Block, over_blocks, row_of_each
from pipelines.steps._contamination.index import GramIndex


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of n texts: words of each (int64) and one number for each one's sequence of words (uint64)."""

    sizes: np.ndarray
    prints: np.ndarray

    @property
    def contents(self) -> tuple[np.ndarray, int]:
        """int64 (n,): a number for each distinct sequence of words, and how many there are."""
        distinct, numbers = np.unique(self.prints, return_inverse=True)
        return numbers, distinct.size


@dataclass(frozen=True, slots=True)
class Found:
    """Grams of an index in records, each once per record, ordered by record: int64 arrays of one length.

    `places` is where the gram stands first in its record, counted in grams.
    """

    records: np.ndarray
    grams: np.ndarray
    places: np.ndarray


def index_items(texts: pa.LargeStringArray, ngrams: list[int]) -> tuple[Texts, dict[int, "Grams"]]:
    """The words of all items, and their n-grams for each n."""
    blocks = list(over_blocks(texts, ngrams, lambda block: block, "reading test texts"))
    made = {n: Grams.of([block.grams[n] for block in blocks]) for n in ngrams}
    return _texts([(block.sizes, block.prints) for block in blocks]), made


@dataclass(frozen=True, slots=True)
class Grams:
    """All n-grams of items: uint64 hashes, and int64 the item and the place of each."""

    hashes: np.ndarray
    items: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, blocks: list[tuple[np.ndarray, np.ndarray]]) -> "Grams":
        """The blocks' grams in one."""
        counts = np.concatenate([np.zeros(0, np.int64), *(np.diff(begins) for _, begins in blocks)])
        begins = np.append(0, np.cumsum(counts))
        hashes = np.concatenate([np.zeros(0, np.uint64), *(hashes for hashes, _ in blocks)])
        items = row_of_each(begins)
        return cls(hashes, items, np.arange(hashes.size) - begins[items])

    def index(self, chosen: np.ndarray) -> GramIndex:
        """The index of the items for which `chosen` (bool) is true."""
        mask = chosen[self.items]
        return GramIndex.of(self.hashes[mask], self.items[mask], self.places[mask])


def scan_records(
    texts: pa.ChunkedArray, indexes: dict[str, tuple[int, GramIndex]]
) -> tuple[Texts, dict[str, Found], dict[str, np.ndarray]]:
    """Look every record's grams up in each index, named with its n.

    Returns:
        The records' words; by index what was found; and by index the share (float64) of each record's distinct
        grams that were found.
    """

    def look(block: Block) -> tuple[Block, dict[str, tuple[Found, np.ndarray]]]:
        found = {name: _look_up(block, n, index) for name, (n, index) in indexes.items()}
        return Block(block.first, block.sizes, block.prints, {}), found

    done = list(over_blocks(texts, sorted({n for n, _ in indexes.values()}), look, "looking for test texts"))
    found = {name: _joined([parts[name][0] for _, parts in done]) for name in indexes}
    shares = {name: np.concatenate([np.zeros(0), *(parts[name][1] for _, parts in done)]) for name in indexes}
    return _texts([(block.sizes, block.prints) for block, _ in done]), found, shares


def _look_up(block: Block, n: int, index: GramIndex) -> tuple[Found, np.ndarray]:
    hashes, begins = block.grams[n]
    rows = begins.size - 1
    hits, grams = index.find(hashes)
    owners = np.searchsorted(begins, hits, side="right") - 1
    _, firsts = np.unique(owners * max(1, index.grams.size) + grams, return_index=True)
    firsts.sort()
    owners, grams, hits = owners[firsts], grams[firsts], hits[firsts]
    touched = np.unique(owners)
    shares = np.zeros(rows)
    shares[touched] = np.bincount(owners, minlength=rows)[touched] / _distinct(hashes, begins, touched)
    return Found(block.first + owners, grams, hits - begins[owners]), shares


def _distinct(hashes: np.ndarray, begins: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """int64: how many different grams each of these rows has."""
    counts = begins[rows + 1] - begins[rows]
    starts = np.append(0, np.cumsum(counts))
    owners = row_of_each(starts)
    own = hashes[np.arange(starts[-1]) - starts[owners] + begins[rows][owners]]
    # the row is mixed into the hash, so that one plain sort tells the rows' grams apart
    _, firsts = np.unique(own ^ (owners.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)), return_index=True)
    return np.bincount(owners[firsts], minlength=rows.size)


def _joined(parts: list[Found]) -> Found:
    none = np.zeros(0, np.int64)
    names = ("records", "grams", "places")
    return Found(*(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in names))


def _texts(parts: list[tuple[np.ndarray, np.ndarray]]) -> Texts:
    sizes = np.concatenate([np.zeros(0, np.int64), *(size for size, _ in parts)])
    return Texts(sizes, np.concatenate([np.zeros(0, np.uint64), *(prints for _, prints in parts)]))
