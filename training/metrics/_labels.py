"""Answers that are sets of labels, as `pipelines.kinds.multilabel` writes them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.kinds import Invalid, kind_of
from training.metrics import Answered
from training.metrics._normal import normal

UNREADABLE = "\0unreadable"
"""Stands for an answer that is no list of labels: one label that nobody expects, so it counts as wrong."""


@dataclass(frozen=True, slots=True)
class LabelSets:
    """Labels wanted and labels said of one question; of an unreadable answer only `UNREADABLE`."""

    wanted: frozenset[str]
    said: frozenset[str]

    @property
    def hits(self) -> int:
        """How many labels are in both."""
        return len(self.wanted & self.said)


def label_sets(answers: Sequence[Answered], ignore_case: bool = True) -> list[LabelSets]:
    """Both sides of each question. Where the expected answer is no list, both texts are one label each."""
    return [_sets(one.expected, one.answered, ignore_case) for one in answers]


@lru_cache(maxsize=1 << 16)  # a bootstrap of a figure without items asks for the same answers thousands of times
def _sets(expected: str, answered: str, ignore_case: bool) -> LabelSets:
    wanted = label_list(expected, ignore_case)
    if wanted is None:
        return LabelSets(*(frozenset({normal(text, ignore_case)}) for text in (expected, answered)))
    said = label_list(answered, ignore_case)
    return LabelSets(frozenset(wanted), frozenset([UNREADABLE] if said is None else said))


def label_list(text: str, ignore_case: bool = True) -> list[str] | None:
    """The labels of an answer in its order, each once; None where it is no JSON list of texts."""
    try:
        found = kind_of("multilabel").classes(text.strip())
    except Invalid:
        return None
    if not all(isinstance(label, str) for label in found):
        return None
    return list(dict.fromkeys(normal(label, ignore_case) for label in found))


def unreadable(sets: Sequence[LabelSets]) -> float:
    """Share of answers that could not be read."""
    return sum(UNREADABLE in one.said for one in sets) / len(sets) if sets else 0.0


def counted(sets: Sequence[LabelSets]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each label was hit, said and wanted."""
    hits = Counter(label for one in sets for label in one.wanted & one.said)
    said = Counter(label for one in sets for label in one.said)
    wanted = Counter(label for one in sets for label in one.wanted)
    return hits, said, wanted
