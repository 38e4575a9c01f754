"""The options of one run, checked once."""

from dataclasses import dataclass

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Options:
    """What `cluster` was asked for; `VerilodeError` when a value is out of range."""

    threshold: float = 0.8
    ngram: int = 5
    num_perm: int = 128
    unit: str = "word"
    keep: str = "longest"
    seed: int = 1

    def __post_init__(self) -> None:
        _require(0 < self.threshold <= 1, f"threshold must be above 0 and at most 1, not {self.threshold}")
        _require(self.ngram >= 1, f"ngram must be at least 1, not {self.ngram}")
        _require(self.num_perm >= 1, f"num_perm must be at least 1, not {self.num_perm}")
        _require(self.unit in ("word", "char"), f"unit must be 'word' or 'char', not {self.unit!r}")
        _require(self.keep in ("longest", "first"), f"keep must be 'longest' or 'first', not {self.keep!r}")
        _require(0 <= self.seed < 2**32, f"seed must be between 0 and {2**32 - 1}, not {self.seed}")


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise VerilodeError(reason)
