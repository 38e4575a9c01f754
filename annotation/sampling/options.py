"""Numbers of the recipe's `verify` section, checked where they are used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.core.errors import VerilodeError

BY_COIN = 0.1
"""Share of the records that several people answer, where several are asked for and no share is given."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many people answer each of a `share` of the records put before people."""

    people: int
    share: float


def overlap_of(verify: Mapping[str, Any]) -> Overlap:
    """The recipe's `verify.overlap` and `verify.overlap_share`.

    Raises:
        VerilodeError: where they are no such numbers.
    """
    return Overlap(whole(verify, "overlap", 1, 1), share(verify, "overlap_share", BY_COIN))


def looks_of(verify: Mapping[str, Any]) -> tuple[float, ...]:
    """The recipe's `verify.looks`: the audit's rate after each planned look, rising; empty where one look is all.

    A rate chosen after the first look would depend on what it showed, and the certificate's risk counts on none that
    does.

    Raises:
        VerilodeError: where the recipe has something else.
    """
    rates = verify.get("looks") or []
    plain = isinstance(rates, list) and all(type(rate) in (int, float) for rate in rates)
    if not plain or not all(0 < rate < 1 for rate in rates) or sorted(set(rates)) != rates:
        raise VerilodeError(f"verify.looks must be a list of rising audit rates such as [0.03, 0.06], not {rates!r}")
    return tuple(map(float, rates))


def whole(values: Mapping[str, Any], name: str, default: int, least: int = 0, section: str = "verify") -> int:
    """A whole number of a section of the recipe.

    Raises:
        VerilodeError: where the recipe has something else.
    """
    value = values.get(name)
    if value is None:
        return default
    if type(value) is not int or value < least:
        raise VerilodeError(f"{section}.{name} must be a whole number, at least {least}, not {value!r}")
    return value


def share(verify: Mapping[str, Any], name: str, default: float) -> float:
    """A share of the section, from 0 to 1.

    Raises:
        VerilodeError: where the recipe has something else, such as a percentage.
    """
    value = verify.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise VerilodeError(f"verify.{name} must be a share from 0 to 1 (5 % is 0.05), not {value!r}")
    return float(value)
