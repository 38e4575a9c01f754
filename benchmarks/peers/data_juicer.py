"""data-juicer: its MinHash operator on a dataset in memory, words split at white space, with the bands it chooses."""

# /// script
# dependencies = ["py-data-juicer==1.6.1", "aiohttp", "scipy", "numpy", "pyarrow"]
# ///

from pathlib import Path

from data_juicer.ops.deduplicator.document_minhash_deduplicator import DocumentMinhashDeduplicator
from datasets import Dataset, disable_progress_bars

from benchmarks.measure import Clusterer, measure, uncounted
from benchmarks.peers._link import linked


def data_juicer(threshold: float, work: Path) -> Clusterer:
    """Hash in two processes, then cluster and filter; its clusters are read from its tables afterwards."""
    disable_progress_bars()
    operator = DocumentMinhashDeduplicator(
        tokenization="space", window_size=5, lowercase=True, num_permutations=128, jaccard_threshold=threshold
    )

    def clustered(texts: list[str]) -> list[int]:
        with uncounted():
            data = Dataset.from_dict({"text": texts})
        operator.process(data.map(operator.compute_hash, num_proc=2))
        with uncounted():
            buckets = [sorted(bucket) for table in operator.hash_tables for bucket in table.values()]
            return linked(len(texts), ((bucket[0], row) for bucket in buckets for row in bucket[1:]))

    return clustered


if __name__ == "__main__":
    measure(data_juicer)
