"""Filter against test sets: drop records that contain the text of a benchmark, so that its score means something."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipelines.core.records import bodies
from pipelines.steps import FactSink, Step
from pipelines.steps._contamination import Contamination, Limits, find_contamination, read_benchmarks


def decontaminate(
    *,
    against: list[str],
    ngram: int = 13,
    min_share: float = 0.0,
    short_ngram: int = 8,
    short_share: float = 0.5,
    min_words: int = 3,
    threshold: float | None = 0.7,
    common_count: int = 10,
    common_share: float = 0.01,
) -> Step:
    """Keep records that share no run of words with a test set or benchmark and are no near-duplicate of its items.

    Any shared 13-gram of words is a hit, as for GPT-3 (Brown et al. 2020, appendix C); with `min_share` the share of
    an item's words in shared n-grams decides instead, as for Llama 2 (Touvron et al. 2023, appendix A.6). Items
    with fewer words than one n-gram count by their 8-grams; those with fewer than 8 words only as a whole record.
    Case and punctuation do not matter; what a word is stands in `pipelines.core.words`.

    Args:
        against: Test sets and benchmarks: files, each `FILE` or `FILE::COLUMN` to look for one column of it.
        ngram: Words in a row that a record must share with an item.
        min_share: Smallest share of the item's words that lie in shared n-grams; 0 for any hit.
        short_ngram: Words in a row for items shorter than `ngram` words.
        short_share: Smallest share of a short item's n-grams that the record has.
        min_words: Items with fewer words ("none", "yes") are answers rather than text, and are not looked for.
        threshold: Smallest Jaccard similarity of 5-grams at which a record is a copy of an item; nothing to skip this.
        common_count: An n-gram in more distinct records, or in more distinct items, than this is boilerplate, and so
            is a longer one that holds a common one of `short_ngram` words.
        common_share: The same as a share of all distinct records or items; the larger of the two limits holds.
    """
    limits = Limits(ngram, min_share, short_ngram, short_share, min_words, threshold, common_count, common_share)
    benchmark = read_benchmarks(against)

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        names: list[str] = []
        texts: list[pa.Array] = []
        for batch in batches:
            names += batch["record_id"].to_pylist()
            texts.append(bodies(batch))
        found = find_contamination(pa.chunked_array(texts, pa.large_string()), benchmark, limits)
        sink.drop(_drop_rows(found, names))

    return step


def _drop_rows(found: Contamination, names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "record_id": names[record],
            "rule": hit.rule,
            "reason": hit.reason,
            "jaccard": hit.share if hit.rule == "near_duplicate_of_benchmark" else None,
        }
        for record, hit in found.strongest.items()
    ]
