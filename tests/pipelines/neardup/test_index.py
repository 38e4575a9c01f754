"""An index on disk: what it holds is found again, whatever became of case and spacing, and nothing else."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.neardup import cluster
from pipelines.neardup.index import Index, build_index, open_index, serves, write_index
from pipelines.neardup.options import Options

OLD = [f"clause {row}: " + " ".join(f"w{(row * 7 + i) % 97}" for i in range(40 + row)) for row in range(60)]
LONG = " ".join(f"x{i}" for i in range(54))
SHORTENED = " ".join(f"x{i}" for i in range(44))


def index(texts: list[str], **options: object) -> Index:
    return build_index(pa.array(texts), pa.array([f"old{row}" for row in range(len(texts))]), Options(**options))


def found(made: Index, texts: list[str], threshold: float = 0.8) -> dict[int, tuple[str, float]]:
    hits = made.probe(pa.array(texts), threshold=threshold)
    names = made.names.take(pa.array(hits.found)).to_pylist()
    return dict(zip(hits.rows.tolist(), zip(names, hits.jaccard.tolist(), strict=True), strict=True))


def test_a_copy_and_a_shortened_copy_name_the_earlier_text():
    made = index([*OLD, LONG])
    assert found(made, ["something quite new", OLD[3].upper(), SHORTENED]) == {1: ("old3", 1.0), 2: ("old60", 0.8)}


def test_the_most_similar_one_is_named():
    made = index([SHORTENED + " a b", SHORTENED, LONG])
    assert found(made, [SHORTENED + " a"])[0][0] in {"old0", "old1"}
    assert found(made, [LONG + " y"])[0][0] == "old2"


def test_below_the_threshold_nothing_is_found():
    assert found(index([LONG]), [SHORTENED], threshold=0.81) == {}


def test_texts_without_words_are_never_known():
    assert found(index(["", "..."]), ["", "...", "?"]) == {}


@pytest.mark.parametrize("texts", [[], ["one two three"]])
def test_none_or_one(texts):
    assert found(index(texts), []) == {}
    assert found(index(texts), ["one two three"]) == ({0: ("old0", 1.0)} if texts else {})


def test_from_disk_the_answers_are_the_same(tmp_path: Path):
    made = index([*OLD, LONG])
    write_index(made, tmp_path)
    opened = open_index(tmp_path)
    assert isinstance(opened.keys, np.memmap)
    probes = [OLD[5], SHORTENED, "nothing of the kind"]
    assert found(opened, probes) == found(made, probes)


def test_what_the_search_over_all_texts_finds_the_index_finds():
    new = [text.replace("w5 ", "w5, ").replace("w11 ", "other ") for text in OLD[20:]]
    together = cluster([*OLD, *new], exact=True)
    expected = {j - len(OLD) for i, j in together.pairs.tolist() if i < len(OLD) <= j}
    assert expected <= set(found(index(OLD), new)) != set()


def test_an_index_answers_only_for_options_it_was_made_for():
    made = index(OLD)
    assert serves(made, Options(threshold=0.9))
    assert not serves(made, Options(threshold=0.7))
    assert not serves(made, Options(unit="char"))
    assert not serves(made, Options(measure="containment"))
    with pytest.raises(VerilodeError, match="made for a threshold of 0.8, not 0.5"):
        made.probe(pa.array(["a"]), threshold=0.5)


def test_a_folder_that_is_no_index_is_one_clear_line(tmp_path: Path):
    with pytest.raises(VerilodeError, match="not a readable index"):
        open_index(tmp_path)
    write_index(index(OLD), tmp_path)
    (tmp_path / "keys.npy").write_bytes(b"no array")
    with pytest.raises(VerilodeError, match="not a readable index"):
        open_index(tmp_path)
