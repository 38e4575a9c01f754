"""text-dedup: its own MinHash script on a Parquet file, with the bands it chooses and xxh3."""

# /// script
# dependencies = ["text-dedup==0.4.0", "numpy", "pyarrow"]
# ///

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from text_dedup import minhash

from benchmarks.measure import Clusterer, measure, uncounted


def text_dedup(threshold: float, work: Path) -> Clusterer:
    """The script from its hashing on; its loading of the file is not counted."""
    file = work / "corpus.parquet"
    load = minhash.load_hf_dataset

    def uncounted_load(**options: Any) -> Any:
        with uncounted():
            return load(**options)

    minhash.load_hf_dataset = uncounted_load

    def clustered(texts: list[str]) -> list[int]:
        with uncounted():
            pq.write_table(pa.table({"text": pa.array(texts, pa.large_string())}), file)
        given = {
            "path": "parquet",
            "data_files": file,
            "split": "train",
            "cache_dir": work / "cache",
            "output": work / "out",
            "column": "text",
            "ngram": 5,
            "num_perm": 128,
            "threshold": threshold,
            "hash_func": "xxh3",
            "num_proc": 2,
        }
        words = [word for name, value in given.items() for word in (f"--{name}", str(value))]
        minhash.main(words, standalone_mode=False)
        return [minhash.uf.find(row) for row in range(len(texts))]

    return clustered


if __name__ == "__main__":
    measure(text_dedup)
