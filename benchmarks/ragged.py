"""Many documents as one flat array of token codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Ragged:
    """n documents: document i is `codes[starts[i]:starts[i + 1]]` (int32, int64)."""

    codes: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return self.starts.size - 1

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each document (int64)."""
        return np.diff(self.starts)

    @property
    def owners(self) -> np.ndarray:
        """The document of each token (int64)."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def places(self) -> np.ndarray:
        """The place of each token in its document, from 0 (int64)."""
        return np.arange(self.codes.size) - np.repeat(self.starts[:-1], self.lengths)

    def take(self, rows: np.ndarray, longest: np.ndarray | None = None) -> "Ragged":
        """The chosen documents, in this order; each cut to its first `longest` tokens where given."""
        lengths = self.lengths[rows]
        if longest is not None:
            lengths = np.minimum(lengths, longest)
        starts = edges(lengths)
        index = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return Ragged(self.codes[index], starts)


def edges(lengths: np.ndarray) -> np.ndarray:
    """Where documents of these lengths start and end in a flat array: int64 (n + 1,)."""
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def joined(parts: Sequence[Ragged]) -> Ragged:
    """The documents of all parts, one part after the other."""
    codes = np.concatenate([part.codes for part in parts])
    return Ragged(codes, edges(np.concatenate([part.lengths for part in parts])))
