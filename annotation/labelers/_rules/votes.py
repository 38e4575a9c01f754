"""Rules' votes and what they are worth: a majority weighted by each rule's precision on verified examples."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from annotation.labelers._rules.rule import Matcher, Rule, TooSlow
from pipelines.core.errors import VerilodeError

_SLOW_TEXTS = 10
"""Texts on which a pattern may be too slow; after that it is the pattern's fault and not the text's."""


@dataclass(frozen=True, slots=True)
class Worth:
    """How often a rule spoke on verified examples, and how often it was right.

    `precision` is the share with one right and one wrong answer added (Laplace), so a rule nobody checked counts as a
    coin.
    """

    rule: Rule
    spoke: int
    right: int

    @property
    def precision(self) -> float:
        """Probability that the rule is right where it speaks."""
        return (self.right + 1) / (self.spoke + 2)


class Panel:
    """All rules together, tried on one text after another."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._matchers = [Matcher(rule) for rule in rules]
        self._slow = dict.fromkeys((rule.name for rule in rules), 0)

    def speaking(self, text: str) -> tuple[int, ...]:
        """Numbers of the rules that speak on this text.

        Raises:
            TooSlow: when a pattern does not come to an end on it.
            VerilodeError: when a pattern keeps doing so.
        """
        try:
            return tuple(n for n, matcher in enumerate(self._matchers) if matcher.speaks(text))
        except TooSlow as slow:
            name = str(slow)
            self._slow[name] += 1
            if self._slow[name] < _SLOW_TEXTS:
                raise
            raise VerilodeError(
                f"labeler 'rules': the pattern of {name!r} takes too long on {_SLOW_TEXTS} texts; simplify it"
            ) from None


def worths(rules: Sequence[Rule], spoken: Sequence[tuple[int, ...]], answers: Sequence[Sequence[str]]) -> list[Worth]:
    """What each rule is worth, given who spoke on each verified example and the labels in its answer."""
    spoke, right = [0] * len(rules), [0] * len(rules)
    for numbers, labels in zip(spoken, answers, strict=True):
        for number in numbers:
            spoke[number] += 1
            right[number] += rules[number].label in labels
    return [Worth(rule, *counts) for rule, *counts in zip(rules, spoke, right, strict=True)]


def choose(speaking: Sequence[Worth], labels: int) -> dict[str, float]:
    """Probability of each label some rule spoke for.

    The rules' mistakes are taken to be independent and to fall on any other label equally often (the classification
    noise that Ratner et al. 2016 assume for data programming), and no label is likelier than another beforehand.
    """
    others = max(labels - 1, 1)
    named = sorted({worth.rule.label for worth in speaking})
    weight = {
        label: sum(
            math.log(worth.precision if worth.rule.label == label else (1 - worth.precision) / others)
            for worth in speaking
        )
        for label in named
    }
    silent = labels - len(named)
    unnamed = sum(math.log((1 - worth.precision) / others) for worth in speaking)
    top = max([*weight.values(), unnamed])
    total = sum(math.exp(one - top) for one in weight.values()) + silent * math.exp(unnamed - top)
    return {label: math.exp(one - top) / total for label, one in weight.items()}


def each(speaking: Sequence[Worth]) -> dict[str, float]:
    """Probability of each label some rule spoke for, where any number of labels may fit: the product of the odds."""
    odds: dict[str, float] = {}
    for worth in speaking:
        label = worth.rule.label
        odds[label] = odds.get(label, 1.0) * worth.precision / (1 - worth.precision)
    return {label: one / (1 + one) for label, one in odds.items()}
