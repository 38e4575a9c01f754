"""What a certificate is asked for: the recipe's `verify` section, overridden by what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.certificate.by_stratum import Chosen
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project

EPSILON, DELTA = 0.05, 0.05


@dataclass(frozen=True, slots=True)
class Terms:
    """Largest share of wrong labels, risk, whether the promise is about the accepted ones only, strata of their own."""

    epsilon: float = EPSILON
    delta: float = DELTA
    strict: bool = False
    chosen: tuple[Chosen, ...] = ()


def terms(
    project: Project,
    epsilon: float | None = None,
    delta: float | None = None,
    strict: bool | None = None,
    strata: Sequence[str] = (),
) -> Terms:
    """The terms to issue under.

    Raises:
        VerilodeError: for an entry of the recipe that cannot be read.
    """
    section = project.recipe.verify
    allowed = epsilon if epsilon is not None else section.get("epsilon", EPSILON)
    named = dict.fromkeys(strata, allowed) or _strata(section.get("strata"), allowed)
    return Terms(
        epsilon=allowed,
        delta=delta if delta is not None else section.get("delta", DELTA),
        strict=strict if strict is not None else bool(section.get("strict", False)),
        chosen=tuple(Chosen(name, share) for name, share in named.items()),
    )


def _strata(raw: Any, allowed: float) -> Mapping[str, float]:
    """`strata: [a, b]`, or `strata: {a: 0.02, b: 0.05}` with an ε for each."""
    if raw is None:
        return {}
    if isinstance(raw, list) and all(isinstance(name, str) for name in raw):
        return dict.fromkeys(raw, allowed)
    if isinstance(raw, dict) and all(isinstance(share, int | float) for share in raw.values()):
        return {str(name): float(share) for name, share in raw.items()}
    raise VerilodeError(f"verify strata must be a list of labels, or labels with a share each, not {raw!r}")
