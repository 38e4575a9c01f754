"""Vectors: texts about the same lie close; a sentence encoder is read from a local folder and nothing else."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.signals._vectors import tfidf, vectors

TEXTS = [
    "the ferry on the river",
    "a ferry on a river",
    "the judge signs the ruling",
    "合同终止三十天",
    "合同终止六十天",
    "",
]


def test_kin_are_near_in_any_script() -> None:
    points = vectors(TEXTS)
    near = points @ points.T
    assert set(near[0].argsort()[-2:]) == {0, 1}
    assert set(near[3].argsort()[-2:]) == {3, 4}


def test_they_have_length_one_and_nothing_is_the_origin() -> None:
    lengths = np.linalg.norm(vectors(TEXTS), axis=1)
    assert lengths[:2] == pytest.approx(1)
    assert lengths[5] == 0


def test_the_same_texts_give_the_same_points() -> None:
    assert (vectors(TEXTS) == vectors(TEXTS)).all()


@pytest.mark.parametrize("texts", [[], ["one"], ["", ""], ["same", "same"], ["a", "b"]])
def test_few_texts_are_no_mistake(texts: list[str]) -> None:
    points = vectors(texts)
    assert len(points) == len(texts)
    assert np.isfinite(points).all()


def test_only_the_most_common_features_are_kept() -> None:
    assert tfidf(["a b", "a b", "a c"], most=2).shape == (3, 2)


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """A sentence encoder of random weights that knows five words."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ferry", "river", "judge"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    transformers.BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    shape: dict[str, Any] = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
    }
    transformers.BertModel(transformers.BertConfig(vocab_size=len(words), **shape)).save_pretrained(tmp_path)
    return tmp_path


@pytest.mark.train
def test_an_encoder_pools_the_words_it_sees_whatever_stands_beside_them(encoder: Path) -> None:
    alone = vectors(["ferry"], method="minilm", model=str(encoder))
    beside = vectors(["ferry", "river judge river", ""], method="minilm", model=str(encoder))
    assert beside.shape == (3, 16)
    assert np.linalg.norm(beside, axis=1) == pytest.approx(1)
    assert beside[0] == pytest.approx(alone[0], abs=1e-5)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (None, "minilm needs the option model: a local folder of a sentence encoder"),
        (["config.json", "pytorch_model.bin"], "config.json and a .safetensors file are wanted"),
        (["config.json", "model.safetensors"], "no sentence encoder: "),
    ],
)
def test_what_is_no_encoder_is_one_line(tmp_path: Path, files: list[str] | None, reason: str) -> None:
    folder = tmp_path / "model"
    if files is not None:
        folder.mkdir()
        for name in files:
            (folder / name).write_text("{}")
    with pytest.raises(VerilodeError) as caught:
        vectors(["x"], method="minilm", model=str(folder))
    assert reason in str(caught.value)
