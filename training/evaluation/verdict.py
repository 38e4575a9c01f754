"""From paired differences to one word, and to how many more records would settle an open question."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from training.evaluation.compared import Compared, records_to_settle

WORDS = ("better", "same", "worse", "not enough data")
GENERAL_MARGIN = 0.02
"""How much general ability a tuned model may lose, as a share of the items."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word, and the sentence that goes with it. `more_records`: how many further ones would settle it."""

    verdict: str
    sentence: str
    more_records: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For a report."""
        return asdict(self)


def judge(
    domain: Compared,
    general: Mapping[str, Compared] | None = None,
    margin: float = GENERAL_MARGIN,
    metric: str = "exact_match",
    other: str = "base",
) -> Verdict:
    """Compare a tuned model with another one, the base if nothing else is said.

    Better needs the whole interval of the domain difference above 0 and no proven loss of general ability beyond the
    margin; worse is either proven; same is an interval within the margin around 0. Where the items are too few for
    any of these the answer is that, and how many more would settle it.

    Args:
        domain: On the held-out test split.
        general: On each set of other abilities, by name.
        margin: How much general ability may be lost.
        metric: What the domain difference is measured in.
        other: What the sentence calls the other model, where it is not the base.
    """
    told, general = domain_sentence(domain, metric, other), general or {}
    for name, seen in general.items():
        if seen.proven and seen.high < -margin:
            return Verdict("worse", f"{told} {_ability(name)} fell by {points(-seen.difference)}.")
    if domain.proven and domain.high < 0:
        return Verdict("worse", told)
    if domain.proven and domain.low > 0:
        return Verdict("better", f"{told} {_general(general, margin)}")
    if domain.within(margin):
        return Verdict("same", f"{told} {_general(general, margin)}")
    more = records_to_settle(domain, margin)
    return Verdict("not enough data", f"{told} About {more:,} more test records would settle it.", more)


def domain_sentence(seen: Compared, metric: str = "exact_match", other: str = "base") -> str:
    """The difference on the test split in one sentence."""
    size = points(abs(seen.difference))
    if metric == "exact_match":
        how = f"answers {size} {'more' if seen.difference >= 0 else 'fewer'} right"
    else:
        how = f"scores {size} {'higher' if seen.difference >= 0 else 'lower'} in {metric}"
    than = "" if other == "base" else f" than {other}"
    return f"On {seen.n:,} held-out records the tuned model {how}{than} ({interval(seen)})."


def interval(seen: Compared) -> str:
    """`95 % interval -1.2% to +3.4%`."""
    return f"95 % interval {seen.low:+.1%} to {seen.high:+.1%}"


def points(share: float) -> str:
    """`0.1234` → `12.3 points`."""
    return f"{100 * share:.1f} points"


def _general(general: Mapping[str, Compared], margin: float) -> str:
    if not general:
        return "General ability was not measured."
    open_ones = [(name, seen) for name, seen in general.items() if not seen.kept(margin)]
    if not open_ones:
        return "General ability is kept."
    name, seen = open_ones[0]
    return (
        f"{_ability(name)} changed by {seen.difference:+.1%} ({interval(seen)}); "
        f"{seen.n:,} questions are too few to rule out a loss above {points(margin)}."
    )


def _ability(name: str) -> str:
    return "General ability" if name == "general" else f"Ability in {name}"
