"""Remove rows that contain text of test sets or benchmarks; no project needed."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.run.decontaminate import DecontaminateReport, decontaminate_files


def decontaminate(
    files: list[Path],
    *,
    against: list[str],
    out: Path,
    text_field: list[str] | None = None,
    ngram: int = 13,
    min_share: float = 0.0,
    short_ngram: int = 8,
    short_share: float = 0.5,
    min_words: int = 3,
    threshold: float = 0.7,
    common_count: int = 10,
    common_share: float = 0.01,
) -> DecontaminateReport:
    """Write kept.parquet and dropped.parquet, every dropped row with the file, line and words it shares.

    All finds are in hits.parquet, and items.parquet says of each benchmark item how many rows contain it.

    Args:
        files: What is to be trained on: jsonl, json, csv, tsv or parquet files.
        against: A test set or benchmark, FILE or FILE::COLUMN, repeatable.
        out: A new folder for the results.
        text_field: A column to look through, repeatable; default text.
        ngram: Words in a row that a row must share with an item.
        min_share: Smallest share of the item's words that lie in shared n-grams; 0 for any hit.
        short_ngram: Words in a row for items shorter than --ngram words.
        short_share: Smallest share of a short item's n-grams that the row has.
        min_words: Items with fewer words are not looked for.
        threshold: Smallest Jaccard similarity of 5-grams that makes a row a copy of an item; 0 to skip this.
        common_count: An n-gram in more distinct rows, or in more distinct items, than this is boilerplate.
        common_share: The same as a share of all distinct rows or items; the larger of the two limits holds.
    """
    if threshold < 0:
        raise VerilodeError(f"decontaminate: threshold must be 0 to 1, not {threshold}")
    return decontaminate_files(
        files,
        against,
        out,
        text_field=text_field or ["text"],
        ngram=ngram,
        min_share=min_share,
        short_ngram=short_ngram,
        short_share=short_share,
        min_words=min_words,
        threshold=threshold or None,
        common_count=common_count,
        common_share=common_share,
    )


def show(result: DecontaminateReport) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.in_:,} in, {result.kept:,} kept, {result.dropped:,} dropped"
    for rule, count in sorted(result.rules.items()):
        yield f"  {count:,} by {rule}"
    yield f"{result.items_hit:,} of {result.items:,} benchmark items are in some row, {result.items_clean:,} in none"
    if result.items_not_sought:
        yield f"{result.items_not_sought:,} benchmark items have too few words to tell"
    if result.items_unreadable or result.quarantined:
        yield f"unreadable: {result.quarantined:,} rows (quarantine.jsonl), {result.items_unreadable:,} benchmark rows"
