"""Remove exact and near duplicates from files; no project needed."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.run.dedupe import DedupeReport, dedupe_files


def dedupe(
    files: list[Path],
    *,
    out: Path,
    preset: str | None = None,
    text_field: str = "text",
    threshold: float | None = None,
    ngram: int | None = None,
    num_perm: int | None = None,
    unit: str | None = None,
    measure: str | None = None,
    link: str | None = None,
    exact: bool = False,
    keep: str = "longest",
    by: str | None = None,
    against: list[Path] | None = None,
    engine: str = "local",
) -> DedupeReport:
    """Write kept.parquet, dropped.parquet and clusters.parquet; every dropped row names the one it duplicates.

    chains.parquet lists the clusters, those whose ends are farthest apart first. An interrupted run is taken up again
    by the same command.

    Args:
        files: Files of any readable format.
        out: A new folder for the results.
        preset: same-text, near-identical, light-edits, contained or short-text; see the guide for what each catches.
        text_field: The column to compare.
        threshold: Smallest similarity that makes two rows duplicates (0.8).
        ngram: Words (or characters) per n-gram (5).
        num_perm: MinHash permutations (128).
        unit: word, or char for texts under about twenty words.
        measure: jaccard, containment (a text within a longer one) or sequence (the same words only).
        link: chain, or star: every dropped row is at the threshold with the one that stays.
        exact: Find candidates by an exact join, which misses no pair, at about three times the cost.
        keep: Which row of a cluster stays: longest, first, newest, source (of the first file) or verified.
        by: The column that newest (a date or number) and verified (true or false) look at.
        against: Folder of a snapshot, repeatable; rows it already holds are dropped, the earlier record is named.
        engine: local, or ray (the ray extra) for many machines.
    """
    options = {"threshold": threshold, "ngram": ngram, "num_perm": num_perm, "unit": unit, "measure": measure}
    options |= {"link": link, "exact": exact or None, "keep": keep, "by": by}
    given = {"text_field": text_field, "preset": preset, "against": against or [], "engine": engine}
    return dedupe_files(files, out, **given, **options)


def show(result: DedupeReport) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.in_:,} in, {result.kept:,} kept, {result.dropped:,} dropped in {result.clusters:,} clusters"
    if result.known:
        yield f"{result.known:,} of them stand in an earlier snapshot"
    if result.longest_chain > 1:
        yield f"the longest chain has {result.longest_chain} links: see chains.parquet, or use --link star"
    if result.quarantined:
        yield f"{result.quarantined:,} unreadable rows in quarantine.jsonl"
