"""Pairs of a record and an item that share n-grams which are not everybody's."""

from dataclasses import dataclass

import numpy as np

from pipelines.steps._contamination.index import GramIndex
from pipelines.steps._contamination.limits import Limits
from pipelines.steps._contamination.scan import Found, Grams, Texts

_PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Records and items with something in common, one row per pair, ordered by record, then item.

    Attributes:
        records: int64 (m,).
        items: int64 (m,).
        places: int64 (m,), where in the record's words the first shared gram of the item stands.
        item_places: int64 (m,), where in the item's words it stands.
        grams: int64 (m,), how many of the item's grams the record has.
        words: int64 (m,), how many of the item's words lie in these.
    """

    records: np.ndarray
    items: np.ndarray
    places: np.ndarray
    item_places: np.ndarray
    grams: np.ndarray
    words: np.ndarray

    def only(self, mask: np.ndarray) -> "Pairs":
        """The pairs for which `mask` (bool) is true."""
        return Pairs(*(getattr(self, name)[mask] for name in self.__slots__))


def shared_grams(found: Found, index: GramIndex, ngram: int, items: Texts, common: np.ndarray) -> Pairs:
    """Every pair that shares at least one n-gram which is not `common` (bool, one per gram of the index)."""
    own = ~common[found.grams]
    found = Found(found.records[own], found.grams[own], found.places[own])
    meetings = np.diff(index.starts)[found.grams]
    parts = [_pairs(found, index, ngram, items, span) for span in _whole_records(found.records, meetings)]
    return Pairs(
        *(np.concatenate([np.zeros(0, np.int64), *(getattr(p, name) for p in parts)]) for name in Pairs.__slots__)
    )


def boilerplate(found: Found, index: GramIndex, records: Texts, items: Texts, limits: Limits) -> np.ndarray:
    """bool (grams,): in more distinct records, or in more distinct items, than one text's own words would be."""
    of_record, distinct_records = records.contents
    of_item, distinct_items = items.contents
    gram_of = np.repeat(np.arange(index.grams.size), np.diff(index.starts))
    in_records = _distinct_per_gram(found.grams, of_record[found.records], distinct_records, index.grams.size)
    in_items = _distinct_per_gram(gram_of, of_item[index.items], distinct_items, index.grams.size)
    return (in_records > limits.common(distinct_records)) | (in_items > limits.common(distinct_items))


def holding(index: GramIndex, ngram: int, parts: Grams, common: np.ndarray, part: int) -> np.ndarray:
    """bool (grams,): n-grams of the index that hold one of the `common` shorter ones of `part` words.

    Twelve words of boilerplate and one more are no evidence either.

    Args:
        index: The n-grams.
        ngram: Their words.
        parts: All shorter n-grams of the items.
        common: bool, which of these are boilerplate.
        part: Their words.
    """
    before = np.append(0, np.cumsum(common))
    first = np.searchsorted(parts.items, index.items[index.starts[:-1]]) + index.places[index.starts[:-1]]
    return before[first + ngram - part + 1] > before[first]


def _distinct_per_gram(grams: np.ndarray, contents: np.ndarray, distinct: int, size: int) -> np.ndarray:
    pairs = np.unique(grams * max(1, distinct) + contents)
    return np.bincount(pairs // max(1, distinct), minlength=size)


def _whole_records(records: np.ndarray, meetings: np.ndarray) -> list[tuple[int, int]]:
    """Runs of the found grams, no record cut in two, of about `_PAIRS_AT_ONCE` meetings of a record and an item."""
    if not records.size:
        return []
    ends = np.append(np.flatnonzero(np.diff(records)) + 1, records.size)
    batch = np.cumsum(meetings)[ends - 1] // _PAIRS_AT_ONCE
    cuts = ends[np.append(np.flatnonzero(np.diff(batch)), ends.size - 1)].tolist()
    return list(zip([0, *cuts[:-1]], cuts, strict=True))


def _pairs(found: Found, index: GramIndex, ngram: int, items: Texts, span: tuple[int, int]) -> Pairs:
    records, grams, places = (values[slice(*span)] for values in (found.records, found.grams, found.places))
    counts = index.starts[grams + 1] - index.starts[grams]
    ends = np.cumsum(counts)
    which = np.repeat(np.arange(grams.size), counts)
    at = np.arange(ends[-1]) - (ends - counts)[which] + index.starts[grams][which]
    order = np.lexsort((index.places[at], index.items[at], records[which]))
    record, item = records[which][order], index.items[at][order]
    place, item_place = places[which][order], index.places[at][order]
    new = np.append(True, (np.diff(record) != 0) | (np.diff(item) != 0))
    firsts = np.flatnonzero(new)
    width = np.minimum(ngram, items.sizes[item])
    fresh = np.where(new, width, np.minimum(width, np.diff(item_place, prepend=0)))
    shared = np.diff(np.append(firsts, record.size))
    return Pairs(
        record[firsts], item[firsts], place[firsts], item_place[firsts], shared, np.add.reduceat(fresh, firsts)
    )
