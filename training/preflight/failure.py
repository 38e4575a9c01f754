"""Why rows cannot be trained on, in one sentence that names them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.core.errors import VerilodeError

NAMED = 5
"""How many offending records a refusal names."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Rows that cannot be trained on: `why` completes "they are …"."""

    why: str
    records: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """`3 rows are longer than max_length: r1, r2, r3`; at most five are named."""
        count = len(self.records)
        more = f" and {count - NAMED:,} more" if count > NAMED else ""
        return f"{count:,} row{' is' if count == 1 else 's are'} {self.why}: {', '.join(self.records[:NAMED])}{more}"


def joined(failures: Iterable[Failure]) -> list[Failure]:
    """One failure for each reason, every record named once in it."""
    found: dict[str, dict[str, None]] = {}
    for failure in failures:
        found.setdefault(failure.why, {}).update(dict.fromkeys(failure.records))
    return [Failure(why, tuple(records)) for why, records in found.items()]


def one_line(failures: Iterable[Failure]) -> str:
    """All reasons in one line; empty without any."""
    return "; ".join(failure.sentence for failure in failures)


def refuse(failures: Sequence[Failure]) -> None:
    """Raise what there is.

    Raises:
        VerilodeError: with every reason, in one line.
    """
    if failures:
        raise VerilodeError(one_line(failures))
