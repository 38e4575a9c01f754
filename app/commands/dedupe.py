"""Remove exact and near duplicates from files; no project needed."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.run.dedupe import DedupeReport, dedupe_files


def dedupe(
    files: list[Path],
    *,
    out: Path,
    text_field: str = "text",
    threshold: float = 0.8,
    ngram: int = 5,
    num_perm: int = 128,
    unit: str = "word",
    keep: str = "longest",
    engine: str = "local",
) -> DedupeReport:
    """Write kept.parquet, dropped.parquet and clusters.parquet; every dropped row names the one it duplicates.

    Args:
        files: jsonl, json, csv, tsv or parquet files.
        out: A new folder for the results.
        text_field: The column to compare.
        threshold: Smallest Jaccard similarity that makes two rows duplicates.
        ngram: Words (or characters) per n-gram.
        num_perm: MinHash permutations.
        unit: word, or char for texts under about twenty words.
        keep: Which row of a cluster stays: longest or first.
        engine: local (ray comes with the ray extra in a later version).
    """
    if engine != "local":
        raise VerilodeError(f"engine {engine!r} is not available in this version; use local")
    options = {"threshold": threshold, "ngram": ngram, "num_perm": num_perm, "unit": unit, "keep": keep}
    return dedupe_files(files, out, text_field=text_field, **options)


def show(result: DedupeReport) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.in_:,} in, {result.kept:,} kept, {result.dropped:,} dropped in {result.clusters:,} clusters"
    if result.quarantined:
        yield f"{result.quarantined:,} unreadable rows in quarantine.jsonl"
