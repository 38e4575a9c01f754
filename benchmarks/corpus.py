"""A corpus whose near-duplicates were planted: python -m benchmarks.corpus --docs 10000 --out corpus.parquet.

Half of the documents are independent. A fifth are filled-in forms: groups that share 50 to 85 % of their words and
are not duplicates at 0.8. The rest are clusters: an origin and its copies, which are exact, rewritten on the surface,
edited in 1 to 20 % of the words, or cut off; one origin has docs / 500 copies. Columns: text, kind, group, parent (row
of the origin, or -1), rate (share of words edited, kept or shared). The same numbers give the same file.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.language import BLOCK, MARKS, STYLES, WORDS, Language
from benchmarks.ragged import Ragged, edges, joined

KINDS = ("unique", "template", "origin", "exact", "surface", "edit", "trunc", "hot")
UNIQUE, TEMPLATE, ORIGIN, EXACT, SURFACE, EDIT, TRUNC, HOT = range(8)
COPY_SHARES = (0.20, 0.22, 0.38, 0.20)
"""Of exact, surface, edit and trunc among the copies of an ordinary origin."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents with where they come from; `parent` counts within the part."""

    documents: Ragged
    kind: np.ndarray
    group: np.ndarray
    parent: np.ndarray
    rate: np.ndarray


def make(docs: int, seed: int = 7) -> pa.Table:
    """The corpus as a table, in random order."""
    rng = np.random.default_rng(seed)
    language = Language(rng)
    unique, templates = docs // 2, docs // 5
    parts = [
        independent(language, unique),
        filled_forms(language, templates),
        planted_clusters(language, docs - unique - templates, hot=max(docs // 500, 3)),
    ]
    return _shuffled(language, _merged(parts), rng.permutation(docs))


def independent(language: Language, count: int) -> Part:
    """Documents that have nothing to do with each other."""
    documents = language.documents(language.lengths(count))
    return _part(documents, np.full(count, UNIQUE), np.arange(count))


def filled_forms(language: Language, count: int) -> Part:
    """Groups that share a form's words and differ in the rest, which lies in one piece or in four."""
    rng = language.rng
    sizes = _sizes(np.minimum(2 + rng.geometric(0.12, count), 40), count)
    group = np.repeat(np.arange(sizes.size), sizes)
    lengths = language.lengths(sizes.size)
    share, shift = rng.uniform(0.5, 0.85, sizes.size), rng.random(sizes.size)
    piece = lengths / rng.choice([1, 4], sizes.size)
    forms, members = language.documents(lengths), language.documents(lengths[group])
    own = (1 - share) * piece
    low = (shift * (piece - own))[group]
    inside = members.places % np.repeat(piece[group], members.lengths)
    filled = (inside >= np.repeat(low, members.lengths)) & (inside < np.repeat(low + own[group], members.lengths))
    codes = np.where(filled, members.codes, forms.take(group).codes)
    return _part(Ragged(codes, members.starts), np.full(count, TEMPLATE), group, rate=share[group])


def planted_clusters(language: Language, count: int, hot: int) -> Part:
    """Origins and their copies; the first origin has `hot` of them."""
    rng = language.rng
    copies = np.minimum(rng.geometric(0.45, count), 60)
    copies[:1] = hot
    sizes = _sizes(copies + 1, count)
    origins = language.documents(language.lengths(sizes.size))
    owner = np.repeat(np.arange(sizes.size), sizes - 1)
    how = rng.choice([EXACT, SURFACE, EDIT, TRUNC], owner.size, p=COPY_SHARES)
    how[owner == 0] = rng.choice([EXACT, SURFACE], int((owner == 0).sum()))
    order = np.argsort(how, kind="stable")
    owner, how = owner[order], how[order]
    documents, rate = _copies(language, origins, owner, how)
    return Part(
        joined([origins, documents]),
        np.concatenate((np.full(sizes.size, ORIGIN), np.where(owner == 0, HOT, how))),
        np.concatenate((np.arange(sizes.size), owner)),
        np.concatenate((np.full(sizes.size, -1), owner)),
        np.concatenate((np.zeros(sizes.size), rate)),
    )


def _copies(language: Language, origins: Ragged, owner: np.ndarray, how: np.ndarray) -> tuple[Ragged, np.ndarray]:
    """Copies of the owners, sorted by how they are made, and the share of words edited or kept."""
    rng = language.rng
    rate = np.zeros(owner.size)
    rate[how == EDIT] = rng.uniform(0.01, 0.2, int((how == EDIT).sum()))
    rate[how == TRUNC] = rng.uniform(0.6, 0.98, int((how == TRUNC).sum()))
    cut = owner[how == TRUNC]
    parts = [
        origins.take(owner[how == EXACT]),
        rewritten(language, origins.take(owner[how == SURFACE])),
        edited(language, origins.take(owner[how == EDIT]), rate[how == EDIT]),
        origins.take(cut, (origins.lengths[cut] * rate[how == TRUNC]).astype(np.int64)),
    ]
    return joined(parts), rate


def rewritten(language: Language, documents: Ragged) -> Ragged:
    """The same words with other punctuation, capitals or white space."""
    rng = language.rng
    marks = documents.codes // WORDS
    afresh = rng.random(len(documents)) < 0.5
    marks = np.where(np.repeat(afresh, documents.lengths), language.marks(documents.starts), marks)
    style = rng.integers(1, len(STYLES), len(documents), np.int32)
    codes = (np.repeat(style, documents.lengths) * MARKS + marks) * WORDS + documents.codes % WORDS
    return Ragged(codes.astype(np.int32), documents.starts)


def edited(language: Language, documents: Ragged, rates: np.ndarray) -> Ragged:
    """About this share of the words replaced (60 %), deleted or inserted, in runs of one to three; at least one."""
    rng = language.rng
    total = documents.codes.size
    begin = rng.random(total, np.float32) < np.repeat(rates / 2, documents.lengths)
    begin[documents.starts[:-1] + (rng.random(len(documents)) * documents.lengths).astype(np.int64)] = True
    at = np.flatnonzero(begin)
    run, verb = rng.integers(1, 4, at.size), rng.choice([1, 2, 3], at.size, p=(0.6, 0.2, 0.2))
    verbs = np.zeros(total, np.int8)
    for step in range(3):
        verbs[np.minimum(at[run > step] + step, total - 1)] = verb[run > step]
    codes = np.where(verbs == 1, language.words(total), documents.codes)
    times = np.choose(verbs, [1, 1, 0, 2])
    copied = np.repeat(np.arange(total), times)
    second = np.concatenate(([False], copied[1:] == copied[:-1]))[: copied.size]
    codes = np.where(second, language.words(copied.size), codes[copied])
    lengths = np.bincount(documents.owners, times, len(documents)).astype(np.int64)
    return Ragged(codes.astype(np.int32), edges(lengths))


def _part(documents: Ragged, kind: np.ndarray, group: np.ndarray, rate: np.ndarray | None = None) -> Part:
    none = np.zeros(len(documents))
    return Part(documents, kind, group, np.full(len(documents), -1), none if rate is None else rate)


def _sizes(sizes: np.ndarray, total: int) -> np.ndarray:
    """The first groups of these sizes that make `total`; the last one is cut."""
    ends = np.minimum(np.cumsum(sizes), total)
    sizes = np.diff(ends, prepend=0)
    return sizes[sizes > 0]


def _merged(parts: Sequence[Part]) -> Part:
    rows = edges(np.array([len(part.documents) for part in parts]))
    groups = edges(np.array([part.group.max(initial=-1) + 1 for part in parts]))
    return Part(
        joined([part.documents for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.group + start for part, start in zip(parts, groups, strict=False)]),
        np.concatenate([np.where(p.parent < 0, -1, p.parent + s) for p, s in zip(parts, rows, strict=False)]),
        np.concatenate([part.rate for part in parts]),
    )


def _shuffled(language: Language, whole: Part, order: np.ndarray) -> pa.Table:
    """The documents as text in this order, written block by block."""
    blocks = [order[at : at + BLOCK] for at in range(0, order.size, BLOCK)]
    texts = pa.chunked_array([language.text(whole.documents.take(rows)) for rows in blocks], pa.large_string())
    place = np.empty(order.size + 1, np.int64)
    place[order], place[-1] = np.arange(order.size), -1
    kinds = pa.DictionaryArray.from_arrays(pa.array(whole.kind[order].astype(np.int8)), list(KINDS))
    columns = {
        "text": texts,
        "kind": kinds,
        "group": whole.group[order],
        "parent": place[whole.parent[order]],
        "rate": whole.rate[order].astype(np.float32),
    }
    return pa.table(columns)


def write(table: pa.Table, file: Path) -> None:
    """Write the corpus as Parquet."""
    pq.write_table(table, file, compression="zstd", compression_level=1, row_group_size=50_000)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a corpus file from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    table = make(options.docs, options.seed)
    write(table, options.out)
    size = table["text"].nbytes - 8 * table.num_rows
    kinds = {row["values"]: row["counts"] for row in table["kind"].value_counts().to_pylist()}
    print(f"{options.out}: {table.num_rows} documents, {size / max(1, table.num_rows):.0f} bytes each, {kinds}")


if __name__ == "__main__":
    main()
