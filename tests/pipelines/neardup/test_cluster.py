"""The kernel as its callers see it: texts in, verified clusters out."""

import json
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.neardup import Clusters, cluster

CLAUSE = "The Tenant shall pay the Rent on the first day of each calendar month during the Term."
RETYPED = "the tenant shall pay the rent, on the first day of each calendar month (during the term)"
OTHER = "Either party may terminate this agreement by giving thirty days written notice."


def assert_conserved(found: Clusters, rows: int) -> None:
    """Every row is kept or names a kept row of its own cluster, and every cluster keeps one row."""
    numbers = np.arange(rows)
    kept = np.where(found.keep, numbers, found.duplicate_of)
    assert [len(field) for field in (found.cluster, found.keep, found.duplicate_of, found.jaccard)] == [rows] * 4
    assert (found.duplicate_of[found.keep] == -1).all()
    assert found.keep[kept].all()
    assert (found.cluster[kept] == found.cluster).all()
    assert sorted(found.cluster[found.keep]) == sorted(set(found.cluster))
    assert (found.cluster <= numbers).all()
    assert (found.jaccard[found.keep] == 1).all()


def test_clauses_that_differ_in_case_and_punctuation_are_one_cluster():
    found = cluster([RETYPED, OTHER, CLAUSE])
    assert found.cluster.tolist() == [0, 1, 0]
    assert found.keep.tolist() == [True, True, False]
    assert found.duplicate_of.tolist() == [-1, -1, 0]
    assert found.jaccard.tolist() == [1.0, 1.0, 1.0]
    assert found.pairs.tolist() == [[0, 2]]
    assert found.pair_jaccard.tolist() == [1.0]


def test_template_clauses_that_share_seven_words_in_ten_are_not_duplicates():
    template = " ".join(f"shared{i}" for i in range(70))
    clauses = [f"{template} {' '.join(f'own{row}x{i}' for i in range(30))}" for row in range(5)]
    assert cluster(clauses).keep.all()


def test_a_shortened_copy_goes_with_its_exact_similarity():
    words = [f"w{i}" for i in range(54)]
    found = cluster([" ".join(words[:44]), " ".join(words)])
    assert found.duplicate_of.tolist() == [1, -1]
    assert found.jaccard.tolist() == [40 / 50, 1.0]


def test_ends_of_a_chain_share_a_cluster_and_tell_what_they_share():
    words = [f"w{i}" for i in range(44)]
    chain = [" ".join(words[:-8]), " ".join(words[:-4]), " ".join(words)]
    found = cluster(chain, threshold=0.88)
    assert found.diameter.tolist() == [2, 2, 2]
    assert found.cluster.tolist() == [0, 0, 0]
    assert found.jaccard.tolist() == [32 / 40, 36 / 40, 1.0]
    assert found.pairs.tolist() == [[0, 1], [1, 2]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [1, -1, 1]),
        ({"keep": "first"}, [-1, 0, 0]),
        ({"priority": np.array([0, 0, 3])}, [2, 2, -1]),
        ({"priority": np.array([3, 0, 3])}, [-1, 0, 0]),
    ],
)
def test_which_row_stays(options, expected):
    assert cluster(["Pay the rent.", "PAY -- the rent!", "pay the rent"], **options).duplicate_of.tolist() == expected


def test_characters_find_what_words_miss_in_short_texts():
    texts = ["cardiac arrhythmia, unspecified", "cardiac arrhythmias, unspecified", "kidney stone"]
    assert cluster(texts, threshold=0.6).keep.all()
    assert cluster(texts, threshold=0.6, unit="char").keep.tolist() == [False, True, True]


def test_texts_without_words_are_never_duplicates():
    texts = pa.array(["", None, "...", "...", " ", "👍"])
    found = cluster(texts)
    assert found.cluster.tolist() == [0, 1, 2, 3, 4, 5]
    assert found.keep.all()
    assert found.pairs.shape == (0, 2)


@pytest.mark.parametrize("texts", [[], [CLAUSE], [None]])
def test_none_or_one(texts):
    found = cluster(texts)
    assert found.keep.tolist() == [True] * len(texts)
    assert (found.pairs.shape, found.pair_jaccard.shape) == ((0, 2), (0,))
    assert_conserved(found, len(texts))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"threshold": 0}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": 80}, "threshold"),
        ({"ngram": 0}, "ngram"),
        ({"num_perm": 0}, "num_perm"),
        ({"num_perm": 2}, "num_perm of at least 5"),
        ({"unit": "line"}, "unit"),
        ({"keep": "newest"}, "keep"),
        ({"measure": "cosine"}, "measure"),
        ({"link": "ring"}, "link"),
        ({"memory": -1}, "memory"),
        ({"measure": "containment", "keep": "first"}, "the longer text stays"),
        ({"seed": -1}, "seed"),
        ({"priority": np.array([1])}, "priority"),
    ],
)
def test_options_out_of_range_are_refused_in_one_line(options, reason):
    with pytest.raises(VerilodeError, match=reason) as refused:
        cluster([CLAUSE, OTHER], **options)
    assert "\n" not in str(refused.value)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("ab é你.", max_size=12), max_size=12), st.sampled_from(["word", "char"]))
def test_no_row_is_lost_whatever_the_texts(texts, unit):
    assert_conserved(cluster(texts, ngram=2, threshold=0.5, unit=unit), len(texts))


def test_progress_is_reported_between_bands():
    seen: list[Progress] = []
    with reporting_to(seen.append):
        cluster([CLAUSE, OTHER])
    assert [p.done for p in seen if p.label == "comparing bands"] == list(range(26))


def test_importing_the_package_does_not_load_numba():
    code = "import sys, pipelines.neardup; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


COUNT_FORMS = """
import importlib, json
import numpy as np, pyarrow as pa
from pipelines.neardup import cluster, warm_up
warm_up()
read_only = pa.Array.from_buffers(pa.utf8(), 1, [None, pa.py_buffer(bytes(4) + b"\\1\\0\\0\\0"), pa.py_buffer(b"a")])
for texts in ([], ["", None], read_only, pa.array(["a b", "a b"]), pa.chunked_array([["a"], ["a"]])):
    for unit in ("word", "char"):
        cluster(texts, unit=unit, ngram=2, priority=np.arange(len(texts)))
forms = {}
import pkgutil, pipelines.neardup
for name in [module.name for module in pkgutil.iter_modules(pipelines.neardup.__path__)]:
    for kernel in vars(importlib.import_module(f"pipelines.neardup.{name}")).values():
        if hasattr(kernel, "nopython_signatures") and not kernel.__name__.startswith("_"):
            forms[kernel.__name__] = len(kernel.nopython_signatures)
print(json.dumps(forms))
"""


def test_warming_up_makes_the_only_compiled_form_of_every_kernel():
    ran = subprocess.run([sys.executable, "-c", COUNT_FORMS], check=True, capture_output=True, text=True)
    forms = json.loads(ran.stdout)
    assert {"hash_words", "hash_chars", "signatures", "bucket_pairs", "compare", "prefixes"} <= forms.keys()
    assert {name: number for name, number in forms.items() if number > 1} == {}
