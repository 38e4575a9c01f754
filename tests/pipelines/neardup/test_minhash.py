"""Signatures are datasketch's, bit for bit."""

import numpy as np
import pytest
from datasketch import MinHash

from pipelines.neardup.minhash import permutations, signatures


@pytest.mark.parametrize("seed", [1, 42])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 181])
def test_signature_equals_datasketch(seed, count):
    shingles = np.random.default_rng(count).integers(0, 2**64, count, dtype=np.uint64)
    theirs = MinHash(num_perm=128, seed=seed, scheme="affine32", hashfunc=int)
    theirs.update_batch((shingles >> np.uint64(32)).tolist())
    ours = signatures(shingles, np.array([0, count]), *permutations(128, seed))
    assert ours[0].tolist() == theirs.hashvalues.tolist()


def test_a_row_without_shingles_has_datasketchs_empty_signature():
    ours = signatures(np.empty(0, np.uint64), np.array([0, 0]), *permutations(8, 1))
    assert ours.tolist() == [MinHash(num_perm=8).hashvalues.tolist()]


def test_rows_do_not_touch_each_other():
    shingles = np.array([1 << 40, 2 << 40, 3 << 40], np.uint64)
    both = signatures(shingles, np.array([0, 2, 3]), *permutations(16, 1))
    alone = signatures(shingles[2:], np.array([0, 1]), *permutations(16, 1))
    assert both[1].tolist() == alone[0].tolist()


def test_agreement_estimates_the_similarity():
    shingles = np.random.default_rng(0).integers(0, 2**64, 900, dtype=np.uint64)
    rows = np.concatenate([shingles[:600], shingles[300:]])
    left, right = signatures(rows, np.array([0, 600, 1200]), *permutations(2000, 1))
    assert np.mean(left == right) == pytest.approx(1 / 3, abs=0.05)
