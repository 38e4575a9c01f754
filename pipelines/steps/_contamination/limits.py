"""How much shared text is contamination."""

from dataclasses import dataclass

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Limits:
    """The options of one search, checked once; what each means stands at `decontaminate`."""

    ngram: int = 13
    min_share: float = 0.0
    short_ngram: int = 8
    short_share: float = 0.5
    min_words: int = 3
    threshold: float | None = 0.7
    common_count: int = 10
    common_share: float = 0.01

    def __post_init__(self) -> None:
        _require(self.ngram >= 1, f"ngram must be at least 1, not {self.ngram}")
        _require(1 <= self.short_ngram <= self.ngram, f"short_ngram must be 1 to {self.ngram}, not {self.short_ngram}")
        _require(self.min_words >= 1, f"min_words must be at least 1, not {self.min_words}")
        for name in ("min_share", "short_share", "common_share"):
            _require(0 <= getattr(self, name) <= 1, f"{name} must be 0 to 1, not {getattr(self, name)}")
        above = self.threshold is None or 0 < self.threshold <= 1
        _require(above, f"threshold must be above 0 and at most 1, not {self.threshold}")
        _require(self.common_count >= 1, f"common_count must be at least 1, not {self.common_count}")

    def common(self, texts: int) -> float:
        """In how many of this many distinct texts an n-gram may occur before it is nobody's own."""
        return max(self.common_count, self.common_share * texts)


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise VerilodeError(f"decontaminate: {reason}")
