"""Show whether the longer answer wins in the preference pairs."""

from collections.abc import Iterator

from pipelines.core.length_bias import LengthBias
from pipelines.run.pair_lengths import pair_lengths
from pipelines.store.project import Project

BIASED = 0.6
"""Share of longer winners above which a model learns length first."""


def length_bias(project: Project) -> LengthBias:
    """Show how often the chosen answer of a preference pair is the longer one; nothing is changed."""
    return pair_lengths(project)


def show(result: LengthBias) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.pairs:,} pairs; the chosen answer is {result.mean_difference:+.1f} words longer on average"
    yield f"the longer answer wins in {result.chosen_longer:.1%} of the pairs of unequal length"
    if result.chosen_longer > BIASED:
        yield "a model tuned on these learns length first: balance the pairs"
