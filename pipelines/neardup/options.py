"""The options of one run, checked once."""

from dataclasses import dataclass

from pipelines.core.errors import VerilodeError

MEASURES = ("jaccard", "containment", "sequence")
KEEPS = ("longest", "first")
LINKS = ("chain", "star")


@dataclass(frozen=True, slots=True)
class Options:
    """What `cluster` was asked for; `VerilodeError` when a value is out of range."""

    threshold: float = 0.8
    ngram: int = 5
    num_perm: int = 128
    unit: str = "word"
    keep: str = "longest"
    seed: int = 1
    measure: str = "jaccard"
    link: str = "chain"
    exact: bool = False
    memory: int | None = None

    def __post_init__(self) -> None:
        _require(0 < self.threshold <= 1, f"threshold must be above 0 and at most 1, not {self.threshold}")
        _require(self.ngram >= 1, f"ngram must be at least 1, not {self.ngram}")
        _require(self.num_perm >= 1, f"num_perm must be at least 1, not {self.num_perm}")
        _require(self.memory is None or self.memory >= 0, f"memory must be a number of bytes, not {self.memory}")
        _require(0 <= self.seed < 2**32, f"seed must be between 0 and {2**32 - 1}, not {self.seed}")
        _choice("unit", self.unit, ("word", "char"))
        _choice("keep", self.keep, KEEPS)
        _choice("measure", self.measure, MEASURES)
        _choice("link", self.link, LINKS)

    @property
    def contained(self) -> bool:
        """Whether a text counts as a copy of a longer one that holds it."""
        return self.measure == "containment"

    @property
    def joined(self) -> bool:
        """Whether pairs come from the exact join; for containment there is no other way that misses none."""
        return self.exact or self.contained


def _choice(name: str, value: str, known: tuple[str, ...]) -> None:
    _require(value in known, f"{name} must be {' or '.join(map(repr, known))}, not {value!r}")


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise VerilodeError(reason)
