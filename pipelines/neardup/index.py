"""An index of texts on disk: new texts are looked up in it without reading the old ones again.

A folder of plain arrays that are mapped into memory: the sorted keys of every band, the sketches, and the texts
themselves, against which every hit is checked. An index is never changed; a later one stands beside it.
"""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.textcolumn import text_column
from pipelines.neardup.candidates import keyed_bands
from pipelines.neardup.options import Options
from pipelines.neardup.probe import Hits, matches
from pipelines.neardup.sketch import Sketches, sketch

FORMAT = 1
_ABOUT, _TEXTS = "index.json", "texts.arrow"
_ARRAYS = ("keys", "minima", "prints", "copies")
_DECISIVE = ("ngram", "num_perm", "unit", "seed")


@dataclass(frozen=True)
class Index:
    """n texts to look others up in.

    Attributes:
        options: How they were sketched.
        keys: uint64 (bands, n), band key << 32 | row, each band ascending.
        minima: uint8 (n, minima).
        prints: uint64 (n,), ascending; `copies` uint32 (n,) are their rows. Texts without words come first, as 0.
        copies: See `prints`.
        names: n strings, what the texts are called.
        texts: n large strings.
    """

    options: Options
    keys: np.ndarray
    minima: np.ndarray
    prints: np.ndarray
    copies: np.ndarray
    names: pa.Array
    texts: pa.LargeStringArray

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def bytes_per_text(self) -> float:
        """Size on disk beside the texts."""
        return sum(getattr(self, name).nbytes for name in _ARRAYS) / max(1, len(self))

    def probe(self, texts: pa.Array, *, threshold: float) -> Hits:
        """For each new text the most similar text of the index, where there is one at the threshold.

        Args:
            texts: Any strings.
            threshold: Smallest Jaccard similarity; not below the index's own, for which its bands were chosen.

        Raises:
            VerilodeError: when the threshold is below the index's.
        """
        if threshold < self.options.threshold:
            raise VerilodeError(f"the index was made for a threshold of {self.options.threshold}, not {threshold}")
        column = text_column(texts)
        return matches(self, column, sketch(column, self.options), threshold)


def build_index(texts: pa.Array | pa.ChunkedArray, names: pa.Array, options: Options) -> Index:
    """An index in memory.

    Args:
        texts: n strings.
        names: n strings, what hits are reported by.
        options: Threshold, ngram, num_perm, unit and seed; containment and sequences have no index.
    """
    column = text_column(texts)
    made: Sketches = sketch(column, options)
    prints = np.where(made.sizes > 0, made.prints, np.uint64(0))
    order = np.argsort(prints, kind="stable").astype(np.uint32)
    keys = keyed_bands(made.keys, np.flatnonzero(made.sizes > 0))
    return Index(options, keys, made.minima, prints[order], order, names.cast(pa.string()), column.array)


def write_index(index: Index, folder: Path) -> None:
    """Write an index into an empty folder; whoever calls makes the folder visible whole."""
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(index, name), allow_pickle=False)
    table = pa.table({"name": index.names, "text": index.texts})
    with pa.OSFile(str(folder / _TEXTS), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    about = {"format": FORMAT, "rows": len(index), "options": asdict(index.options)}
    (folder / _ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def open_index(folder: Path) -> Index:
    """Map an index into memory; nothing is read until it is looked at.

    Raises:
        VerilodeError: when there is none, or one of another format.
    """
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
        table = pa.ipc.open_file(pa.memory_map(str(folder / _TEXTS))).read_all().combine_chunks()
        options = Options(**about["options"])
        if about["format"] != FORMAT or about["rows"] != table.num_rows:
            raise VerilodeError(f"an index of format {about['format']}, this version reads {FORMAT}", file=folder)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as damage:
        raise VerilodeError(f"not a readable index: {damage}", file=folder) from None
    names, texts = (column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table.columns)
    return Index(options, names=names, texts=texts, **arrays)


def serves(index: Index, options: Options) -> bool:
    """Whether this index can answer for these options: the same shingles and permutations, no lower threshold."""
    same = all(getattr(index.options, name) == getattr(options, name) for name in _DECISIVE)
    return same and options.measure == "jaccard" and options.threshold >= index.options.threshold
