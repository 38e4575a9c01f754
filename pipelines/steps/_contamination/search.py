"""The whole search: scan, pair, compare with the limits, prove on the texts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.core.progress import progress
from pipelines.steps._contamination.benchmark import Benchmark
from pipelines.steps._contamination.evidence import jaccard, shared_run, words_of
from pipelines.steps._contamination.index import GramIndex
from pipelines.steps._contamination.limits import Limits
from pipelines.steps._contamination.overlap import Pairs, boilerplate, holding, shared_grams
from pipelines.steps._contamination.scan import Grams, Texts, index_items, scan_records
from pipelines.steps._contamination.similar import NGRAM, similar_pairs

RULES = ("ngram_overlap", "short_item_overlap", "near_duplicate_of_benchmark")
_LONG, _SHORT, _SIMILAR = RULES
_RUNS = (_LONG, _SHORT)
_PARTS = "parts of long items' n-grams"


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that contains an item.

    Attributes:
        record: Number of the record.
        item: Number of the item.
        rule: One of `RULES`.
        share: The share of the item's words, or for a short one of its n-grams, that the record has; the Jaccard
            similarity for a near-duplicate.
        words: The first words both have, in lower case.
        reason: One line that names file, line, extent and words.
    """

    record: int
    item: int
    rule: str
    share: float
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contamination:
    """All hits, and what became of each item.

    Attributes:
        hits: Ordered by record, then rule, then item.
        records_per_item: int64 (items,), how many records contain each item.
        words_per_item: int64 (items,), how long each is.
        sought: bool (items,), False for items with too few words to be looked for.
    """

    hits: list[Hit]
    records_per_item: np.ndarray
    words_per_item: np.ndarray
    sought: np.ndarray

    @property
    def strongest(self) -> dict[int, Hit]:
        """For each record that is hit, the hit it is dropped for: its first rule's largest, the first of equals."""
        found: dict[int, Hit] = {}
        for hit in self.hits:
            old = found.get(hit.record)
            if old is None or (hit.rule == old.rule and hit.share > old.share):
                found[hit.record] = hit
        return found


def find_contamination(texts: pa.ChunkedArray, benchmark: Benchmark, limits: Limits) -> Contamination:
    """Every record that contains text of an item of the benchmark.

    Args:
        texts: Large strings, one per record; a null counts as an empty text.
        benchmark: What must not be in them.
        limits: How much of it is too much.
    """
    items, grams = index_items(benchmark.texts, sorted({limits.ngram, limits.short_ngram, NGRAM}))
    sought = items.sizes >= limits.min_words
    long = items.sizes >= limits.ngram
    indexes = {
        _LONG: (limits.ngram, grams[limits.ngram].index(sought & long)),
        _SHORT: (limits.short_ngram, grams[limits.short_ngram].index(sought & ~long)),
        _PARTS: (limits.short_ngram, grams[limits.short_ngram].index(sought & long)),
    }
    if limits.threshold is not None:
        indexes[_SIMILAR] = (NGRAM, grams[NGRAM].index(sought))
    records, found, shares = scan_records(texts, indexes)
    common = {rule: boilerplate(found[rule], indexes[rule][1], records, items, limits) for rule in (*_RUNS, _PARTS)}
    common[_LONG] |= _holds_common(indexes, common[_PARTS], grams[limits.short_ngram])
    pairs = {
        rule: _enough(rule, shared_grams(found[rule], index, n, items, common[rule]), items, limits)
        for rule, (n, index) in indexes.items()
        if rule in _RUNS
    }
    hits = [hit for rule, kept in pairs.items() for hit in _proved(rule, kept, texts, benchmark, limits)]
    if limits.threshold is not None:
        # a record that shares less of its own n-grams with all items together is similar to none of them
        likely = np.flatnonzero(shares[_SIMILAR] >= limits.threshold)
        both, similar = similar_pairs(benchmark.texts, texts, (items, records), likely, limits.threshold)
        hits += _proved_similar(both[sought[similar]], similar[sought[similar]], texts, benchmark, limits.threshold)
    hits.sort(key=lambda hit: (hit.record, RULES.index(hit.rule), hit.item))
    seen = {(hit.record, hit.item) for hit in hits}
    per_item = np.bincount(np.array([item for _, item in seen], np.int64), minlength=len(benchmark))
    return Contamination(hits, per_item, items.sizes, sought)


def _holds_common(indexes: dict[str, tuple[int, GramIndex]], common: np.ndarray, parts: Grams) -> np.ndarray:
    """bool: n-grams of long items with boilerplate in them."""
    (ngram, index), (part, shorter) = indexes[_LONG], indexes[_PARTS]
    places, numbers = shorter.find(parts.hashes)
    marked = np.zeros(parts.hashes.size, bool)
    marked[places] = common[numbers]
    return holding(index, ngram, parts, marked, part)


def _enough(rule: str, pairs: Pairs, items: Texts, limits: Limits) -> Pairs:
    if rule == _LONG:
        return pairs.only(pairs.words >= limits.min_share * items.sizes[pairs.items])
    possible = np.maximum(1, items.sizes[pairs.items] - limits.short_ngram + 1)
    return pairs.only(pairs.grams >= limits.short_share * possible)


def _proved(rule: str, pairs: Pairs, texts: pa.ChunkedArray, benchmark: Benchmark, limits: Limits) -> Iterator[Hit]:
    """The pairs whose words are indeed the same: hashes only proposed them."""
    ngram, places = limits.ngram if rule == _LONG else limits.short_ngram, benchmark.places
    for at, record, item, ours, theirs in _both_words(pairs.records, pairs.items, texts, benchmark):
        run = shared_run(ours, theirs, int(pairs.places[at]), int(pairs.item_places[at]), ngram)
        if run is None:
            continue
        possible = max(1, len(theirs) - ngram + 1)
        share = pairs.words[at] / len(theirs) if rule == _LONG else pairs.grams[at] / possible
        extent = f"{pairs.words[at]} of the {len(theirs)} words of {places[item]}"
        yield Hit(record, item, rule, float(share), run.shown, f'it holds {extent}: "{run.shown}"')


def _proved_similar(
    records: np.ndarray, items: np.ndarray, texts: pa.ChunkedArray, benchmark: Benchmark, threshold: float
) -> Iterator[Hit]:
    order, places = np.lexsort((items, records)), benchmark.places
    for _, record, item, ours, theirs in _both_words(records[order], items[order], texts, benchmark):
        value, run = jaccard(ours, theirs, NGRAM)
        if run.length and value >= threshold:
            reason = f'Jaccard {value:.3f} with {places[item]}, first in common: "{run.shown}"'
            yield Hit(record, item, _SIMILAR, value, run.shown, reason)


def _both_words(
    records: np.ndarray, items: np.ndarray, texts: pa.ChunkedArray, benchmark: Benchmark
) -> Iterator[tuple[int, int, int, list[str], list[str]]]:
    """Number of the pair, record, item and the words of both; pairs are in the order of records."""
    known: dict[int, list[str]] = {}
    last, ours = -1, []
    for at, (record, item) in enumerate(zip(records.tolist(), items.tolist(), strict=True)):
        if at % 1000 == 0:
            progress("comparing words", at, records.size)
        if record != last:
            last, ours = record, words_of(texts[record].as_py())
        if item not in known:
            known[item] = words_of(benchmark.texts[item].as_py())
        yield at, record, item, ours, known[item]
    progress("comparing words", records.size, records.size)
