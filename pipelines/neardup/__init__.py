"""The near-duplicate kernel: texts in, verified clusters out. Importing it is free; the first call loads numba."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa

from pipelines.neardup.result import Clusters

__all__ = ["Clusters", "cluster", "warm_up"]


def cluster(
    texts: pa.Array | pa.ChunkedArray | Sequence[str],
    *,
    threshold: float = 0.8,
    ngram: int = 5,
    num_perm: int = 128,
    unit: Literal["word", "char"] = "word",
    measure: Literal["jaccard", "containment", "sequence"] = "jaccard",
    link: Literal["chain", "star"] = "chain",
    exact: bool = False,
    keep: Literal["longest", "first"] = "longest",
    priority: np.ndarray | None = None,
    seed: int = 1,
    memory: int | None = None,
) -> Clusters:
    """Group texts whose sets of n-grams have a Jaccard similarity of `threshold` or more.

    MinHash bands (Broder 1997; Leskovec et al., Mining of Massive Datasets, section 3.4) propose pairs, an
    exact comparison decides each of them: no pair is reported on an estimate. A pair at the threshold is
    proposed with a probability of at least 0.999, a more similar one more surely.
    A null counts as an empty text. A text without a word is never a duplicate, not even of its like.
    What a word is stands in `pipelines.core.words`.

    Args:
        texts: Arrow strings (used where they lie, when in one chunk) or a sequence of strings.
        threshold: Smallest Jaccard similarity of two n-gram sets at which two texts are copies; above 0, up to 1.
        ngram: Words (or characters) in one n-gram; a shorter text is one n-gram of what it has.
        num_perm: MinHash permutations; more of them propose fewer hopeless pairs.
        unit: Count in words, or in characters for texts under about twenty words.
        measure: How two sets are compared: `jaccard` (shared / all), `containment` (shared / those of the smaller
            set: a text within a longer one), or `sequence` (only the same words in the same order are copies).
        link: `chain` puts everything that pairs connect into one cluster; `star` only what is at the threshold with
            the text that stays. Containment always means stars, with the longer text in the middle.
        exact: Find candidates by an exact join instead of signatures: no pair is missed, at about three times the cost.
        keep: Which member of a cluster stays: the longest text in characters (the first of equals), or the first.
        priority: One integer per text; the highest in a cluster stays, and `keep` decides between equals.
        seed: Of the permutations; changes which pairs are proposed, hardly ever the result.
        memory: Bytes of signatures that are held; more of them lie in a temporary folder while pairs are sought.
            Default: a quarter of the memory that is free.

    Raises:
        VerilodeError: when an option is out of range, or the texts are not text.
    """
    from pipelines.neardup.clustering import find_clusters
    from pipelines.neardup.options import Options

    options = Options(threshold, ngram, num_perm, unit, keep, seed, measure, link, exact, memory)
    return find_clusters(texts, options, priority)


def warm_up() -> None:
    """Compile every kernel and cache the machine code beside the sources, so that the first real call is quick."""
    kin = "one two three four five six seven eight nine ten eleven twelve"
    texts = pa.array([kin, kin, f"{kin} thirteen", "some other text", kin[20:]], pa.large_string())
    for measure, exact in (("jaccard", False), ("jaccard", True), ("containment", True)):
        cluster(texts, threshold=0.7, measure=measure, exact=exact)
    cluster(texts, threshold=0.7, unit="char")
