"""Texts as points: nearby ones are about the same. The choice is a name, so that a map and a pick mean the same."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress

Method = Literal["tfidf_svd", "minilm"]

_MOST_CHARACTERS = 4000
"""What a text is about shows early; the cost of long texts would be all in their ends."""
_BUCKETS = 1 << 18
_BATCH = 64
_MOST_TOKENS = 256


def vectors(
    texts: Sequence[str], *, method: Method = "tfidf_svd", dimensions: int = 64, model: str | None = None, seed: int = 1
) -> np.ndarray:
    """float32 (n, d): one point of length 1 per text; a text without words is the origin.

    Equal texts in equal order give equal points; sort by record id where the order of rows must not count.

    Args:
        texts: One per record.
        method: `tfidf_svd` needs nothing; `minilm` is a sentence encoder in a local folder.
        dimensions: Most dimensions of `tfidf_svd`; few texts have fewer.
        model: The encoder's folder, for `minilm`.
        seed: Of the decomposition.

    Raises:
        VerilodeError: when `minilm` has no usable folder, or its libraries are missing.
    """
    starts = [text[:_MOST_CHARACTERS] for text in texts]
    if method == "minilm":
        return _encoded(starts, model)
    return _decomposed(starts, dimensions, seed)


def tfidf(texts: Sequence[str], most: int = _BUCKETS) -> Any:
    """float64 sparse (n, features), rows of length 1: words and pairs of them, and runs of 3 and 4 characters.

    The runs of characters stand for scripts without spaces, for spelling and for word forms.

    Args:
        texts: One per row.
        most: Only this many features, those in most texts; what is in one text alone tells nothing of others.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    shared = {"n_features": _BUCKETS, "alternate_sign": False, "norm": None}
    whole = HashingVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", **shared)  # noqa: S106
    pieces = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 4), **shared)
    counts = hstack([whole.transform(texts), pieces.transform(texts)], format="csr")
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    used = np.argsort(-spread, kind="stable")[: min(most, int((spread > 1).sum()))]
    if not used.size:
        return csr_matrix((len(texts), 1))
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts[:, np.sort(used)])


def _decomposed(texts: Sequence[str], dimensions: int, seed: int) -> np.ndarray:
    """Latent semantic analysis (Deerwester et al. 1990) by randomised SVD (Halko et al. 2011)."""
    from sklearn.decomposition import TruncatedSVD

    if dimensions < 1:
        raise VerilodeError(f"vectors have at least 1 dimension, not {dimensions}")
    weights = tfidf(texts) if texts else np.zeros((0, 0))
    room = min(dimensions, min(weights.shape) - 1)
    if room < 1:
        return np.zeros((len(texts), 1), np.float32)
    with np.errstate(invalid="ignore"):  # equal texts have no variance to explain a share of
        points = TruncatedSVD(room, random_state=seed).fit_transform(weights)
    return _of_length_one(points)


def _encoded(texts: Sequence[str], model: str | None) -> np.ndarray:
    """Mean pooling over the last layer (Reimers and Gurevych 2019), as the MiniLM sentence encoders are trained."""
    if model is None or not Path(model).is_dir():
        raise VerilodeError("minilm needs the option model: a local folder of a sentence encoder")
    folder = Path(model)
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise VerilodeError("no sentence encoder: config.json and a .safetensors file are wanted", file=folder)
    try:
        import torch
        from transformers import AutoModel, AutoTokenizer
    except ImportError:
        raise VerilodeError("minilm needs the train extra: pip install 'verilode[train]'") from None
    here = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **here)
        encoder = AutoModel.from_pretrained(folder, use_safetensors=True, dtype=torch.float32, **here).eval()
    except (OSError, ValueError, KeyError) as broken:
        raise VerilodeError(f"no sentence encoder: {broken}", file=folder) from None
    parts = [np.zeros((0, encoder.config.hidden_size), np.float32)]
    with torch.inference_mode():
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            tokens = tokenizer(batch, padding=True, truncation=True, max_length=_MOST_TOKENS, return_tensors="pt")
            states = encoder(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1)
            parts.append(((states * mask).sum(1) / mask.sum(1).clamp(min=1)).numpy())
            progress("encoding texts", min(start + _BATCH, len(texts)), len(texts))
    return _of_length_one(np.concatenate(parts))


def _of_length_one(points: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return (points / np.where(lengths > 0, lengths, 1)).astype(np.float32)
