"""An audit as columns in ranking order, and what is refused before anything is computed from it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrc

from annotation.certificate.bounds import Count, count
from pipelines.core.errors import VerilodeError

_IMPOSSIBLE = 1e-12
"""A share of audited records less likely than this under the stated rate means that the rate is misstated."""


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What the audit showed, in ranking order; `errors` are the wrong suggestions it found."""

    audited: NDArray[np.bool_]
    unanswered: NDArray[np.bool_]
    errors: NDArray[np.bool_]

    @property
    def hits(self) -> NDArray[np.bool_]:
        """Errors found, and records that may yet turn out to be ones."""
        return self.errors | self.unanswered

    def before(self) -> int:
        """How many ranked records stand above the first one without its answer; all of them if there is none."""
        return int(self.unanswered.argmax()) if self.unanswered.any() else len(self.audited)


def read_audit(audited: ArrayLike, answered: ArrayLike, wrong: ArrayLike) -> Audit:
    """The three columns, `answered` and `wrong` looked at only where they count."""
    columns = [np.asarray(column, bool) for column in (audited, answered, wrong)]
    if len({column.shape for column in columns}) != 1 or columns[0].ndim != 1:
        raise ValueError(f"the audit's columns differ in length: {[column.shape for column in columns]}")
    drawn, said, differs = columns
    return Audit(drawn, drawn & ~said, drawn & said & differs)


def count_strata(strata: Iterable[str], audit: Audit, cut: int, miss_rate: float) -> list[Count]:
    """Each group's records, and what the audit showed of them above the line."""
    names = np.asarray(strata, str)
    if names.shape != audit.audited.shape:
        raise ValueError(f"{names.shape} strata for {audit.audited.shape} records")
    above = np.arange(len(names)) < cut
    accepted = above & ~audit.audited
    exposed = above & ~audit.hits if miss_rate else accepted
    return count(
        names,
        audited=audit.audited,
        accepted=accepted,
        errors=audit.errors,
        hits=above & audit.hits,
        exposed=exposed,
    )


def check_level(epsilon: float, delta: float, audit_rate: float = 1.0, miss_rate: float = 0.0) -> None:
    """Refuse options out of range, in particular percentages where shares are meant."""
    for name, value in (("epsilon", epsilon), ("delta", delta)):
        if not 0 < value < 1:
            raise VerilodeError(f"{name} must lie between 0 and 1 (5 % is 0.05), not {value}")
    if not 0 < audit_rate <= 1:
        raise VerilodeError(f"the audit rate must be above 0 and at most 1 (5 % is 0.05), not {audit_rate}")
    if not 0 <= miss_rate < 1:
        raise VerilodeError(f"the miss rate must be at least 0 and below 1, not {miss_rate}")


def check_coins(audited: NDArray[np.bool_], audit_rate: float) -> None:
    """Refuse an audit that fair coins of this rate do not give: its certificate would prove nothing."""
    n, drawn = len(audited), int(np.count_nonzero(audited))
    if n == 0:
        raise VerilodeError("there is nothing to certify: no record has a suggestion")
    too_few, too_many = bdtr(drawn, n, audit_rate), bdtrc(drawn - 1, n, audit_rate) if drawn else 1.0
    if min(too_few, too_many) < _IMPOSSIBLE:
        raise VerilodeError(
            f"{drawn} of {n} records are audited, which an audit rate of {audit_rate:.2%} does not give: "
            "every record must have entered the audit by a coin of just this rate"
        )
