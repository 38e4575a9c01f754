"""Carry out a recipe's cleaning steps on files; no project needed."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.run.filter import FilterReport, filter_files
from pipelines.sources import ColumnMapping
from pipelines.store.recipe import find_recipe, load_recipe


def filter(
    files: list[Path], *, out: Path, recipe: str, map: list[str] | None = None, engine: str = "local"
) -> FilterReport:
    """Write kept.parquet and dropped.parquet; every dropped row names its step, rule and reason.

    Nothing is rewritten: repaired texts are in edits.parquet, rows that cannot be read in quarantine.jsonl. After an
    interruption the same command goes on behind the last finished step.

    Args:
        files: jsonl, json, csv, tsv or parquet files.
        out: A new folder for the results.
        recipe: A bundled recipe's name, or the path of a .yaml file.
        map: FIELD=COLUMN or FIELD="template with {column}", repeatable; default the recipe's mapping.
        engine: local, or ray (the ray extra) for filters and signals on many machines.
    """
    chosen = load_recipe(find_recipe(recipe))
    mapping = ColumnMapping.parse(map if map else chosen.input.get("map", {}))
    return filter_files(files, out, chosen, mapping, engine)


def show(result: FilterReport) -> Iterator[str]:
    """One line per step, then the whole."""
    for step in result.steps:
        again = "  (from an interrupted run)" if step["reused"] else ""
        yield f"{step['step']:<16} in {step['in']:>8,}  kept {step['kept']:>8,}  dropped {step['dropped']:>7,}{again}"
    yield f"{result.in_:,} in, {result.kept:,} kept, {result.dropped:,} dropped, {result.quarantined:,} unreadable"
    if result.edited:
        yield f"{result.edited:,} texts were repaired, see edits.parquet"
