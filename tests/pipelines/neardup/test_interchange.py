"""Signatures under datasketch's roof."""

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash

from pipelines.core.errors import VerilodeError
from pipelines.core.textcolumn import text_column
from pipelines.neardup.interchange import from_datasketch, signature_matrix, to_datasketch
from pipelines.neardup.options import Options
from pipelines.neardup.sets import shingle_sets

TEXTS = ["the tenant pays the rent every month", "The tenant pays the rent, every year.", "", "Grüß Gott, Welt"]


def test_a_text_has_the_signature_datasketch_gives_its_shingles():
    options = Options(ngram=3, num_perm=64, seed=7)
    sets = shingle_sets(text_column(TEXTS), np.arange(4), options)
    for row, made in enumerate(to_datasketch(TEXTS, options)):
        theirs = MinHash(num_perm=64, seed=7, scheme="affine32", hashfunc=int)
        own = sets.values[sets.starts[row] : sets.starts[row] + sets.sizes[row]]
        theirs.update_batch((own >> np.uint64(32)).tolist())
        assert made == LeanMinHash(theirs)


def test_there_and_back():
    options = Options(num_perm=16)
    assert np.array_equal(from_datasketch(to_datasketch(TEXTS, options)), signature_matrix(TEXTS, options))
    assert from_datasketch([]).shape == (0, 0)


@pytest.mark.parametrize("other", [{"seed": 2}, {"num_perm": 8}, {"scheme": "affine64"}])
def test_signatures_of_different_kinds_are_not_mixed(other):
    made = [LeanMinHash(MinHash(**{"num_perm": 16, **given})) for given in ({}, other)]
    with pytest.raises(VerilodeError, match="scheme affine32, one seed"):
        from_datasketch(made)
