"""Diagnoses and their ICD-10-CM chapters, with declared dirt: the data of the default recipe."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.samples import _dirt
from pipelines.samples._broken import broken
from pipelines.samples._dirt import Row
from pipelines.samples._icd_titles import titles

KINDS = ("duplicate", "retyped", "damaged", "wrong_label", "junk")


def icd10cm(
    *,
    per_category: int = 3,
    categories: int | None = None,
    duplicates: float = 0.08,
    retyped: float = 0.08,
    damaged: float = 0.03,
    wrong_labels: float = 0.06,
    broken_lines: int = 12,
    junk: int = 20,
    seed: int = 11,
) -> Callable[[Path], None]:
    """Write `icd10cm.jsonl`, and beside it `manifest.json` with the count of every kind of dirt in it.

    A line has `title`, `category`, `code`, `chapter` (possibly wrong), `truth` (right) and `dirt` (kinds joined
    by "+", empty for a clean line). Shares are of the clean titles; equal options give equal bytes.

    Args:
        per_category: Most titles taken from one three-character category.
        categories: How many categories, taken from all 22 chapters in turn; default all.
        duplicates: Share of titles that are there a second time, unchanged.
        retyped: Share of titles that are there a second time with another case, sign, word or spelling.
        damaged: Share of titles whose UTF-8 was read as another encoding.
        wrong_labels: Share of titles with the wrong chapter, half of them with a neighbouring one.
        broken_lines: Lines that are no JSON objects, beside the good ones.
        junk: Lines whose title says nothing.
        seed: Another seed, other titles and other dirt.
    """
    options = dict(locals())
    _check(options)
    return partial(_write, options)


def _write(options: dict[str, Any], folder: Path) -> None:
    rows = soil(_clean_rows(options), options)
    lines = [json.dumps(asdict(row), ensure_ascii=False) for row in rows]
    bad = broken(lines, options["broken_lines"], _rng(options["seed"], "broken"))
    raw = [line.encode("utf-8") for line in lines] + [line for kind in bad.values() for line in kind]
    _rng(options["seed"], "order").shuffle(raw)
    content = b"".join(line + b"\n" for line in raw)
    write_atomically(folder / "icd10cm.jsonl", content)
    manifest = {
        "lines": len(raw),
        "broken": {kind: len(made) for kind, made in bad.items()},
        **_counts(rows),
        "options": options,
        "sha256": hashlib.sha256(content).hexdigest(),
        "made_with": f"simple_icd_10_cm {version('simple_icd_10_cm')}",
    }
    write_atomically(folder / "manifest.json", json.dumps(manifest, indent=2).encode("utf-8") + b"\n")


def _clean_rows(options: dict[str, Any]) -> list[Row]:
    found = titles(options["per_category"], options["categories"], options["seed"])
    if not found:
        raise VerilodeError("sample 'icd10cm': none of the chosen categories has a usable title; take more")
    return [Row(t.title, t.category, t.code, chapter=t.chapter, truth=t.chapter) for t in found]


def soil(clean: list[Row], options: dict[str, Any]) -> list[Row]:
    """The rows with wrong labels and damage planted in them, then the copies of them, then junk."""
    seed = options["seed"]

    def share(name: str) -> int:
        return round(options[name] * len(clean))

    rows = _dirt.mislabel(clean, share("wrong_labels"), _rng(seed, "wrong_label"))
    rows = _dirt.damage(rows, share("damaged"), _rng(seed, "damaged"))
    return [
        *rows,
        *_dirt.copies(rows, share("duplicates"), _rng(seed, "duplicate")),
        *_dirt.retyped(rows, share("retyped"), _rng(seed, "retyped")),
        *_dirt.junk(rows, options["junk"], _rng(seed, "junk")),
    ]


def _rng(seed: int, purpose: str) -> Random:
    """A stream of its own for each kind of dirt, so that more of one leaves the others where they are."""
    return Random(f"{seed}/{purpose}")


def _counts(rows: list[Row]) -> dict[str, Any]:
    """Rows by kind of dirt (a row with two kinds counts for both), clean rows, and true labels."""
    kinds = Counter(kind for row in rows for kind in row.dirt.split("+"))
    return {
        "rows": len(rows),
        "clean": kinds[""],
        "dirt": {kind: kinds[kind] for kind in KINDS},
        "labels": dict(sorted(Counter(row.truth for row in rows if row.truth).items())),
    }


def _check(options: dict[str, Any]) -> None:
    for name in ("duplicates", "retyped", "damaged", "wrong_labels"):
        if not 0 <= options[name] <= 1:
            raise VerilodeError(f"sample 'icd10cm': option {name!r} is {options[name]!r}, wanted a share from 0 to 1")
    for name in ("per_category", "categories", "broken_lines", "junk"):
        least = 0 if name in ("broken_lines", "junk") else 1
        if options[name] is not None and options[name] < least:
            raise VerilodeError(f"sample 'icd10cm': option {name!r} is {options[name]!r}, wanted {least} or more")
