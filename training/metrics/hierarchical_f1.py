"""Hierarchical F1: a code in the right family is worth something, a code in the wrong one is not."""

import re
from collections.abc import Sequence
from typing import Literal

from training.metrics import Answered, Metric, Score
from training.metrics._labels import LabelSets, label_sets, unreadable
from training.metrics._scored import f1, scored, share

FITS = ("multilabel",)

_CODE = re.compile(r"[a-z]\d[\da-z](\.?[\da-z]{1,4})?", re.IGNORECASE)
_CATEGORY = 3
"""Characters of an ICD-10 category, the topmost thing that the code itself spells out."""


def hierarchical_f1(
    *, separator: str = "", ancestors: Literal["all", "category"] = "all", ignore_case: bool = True
) -> Metric:
    """Mean F1 between labels that are said and wanted, each together with everything above it.

    Set-based hierarchical precision and recall (Kiritchenko, Matwin and Famili 2005). Parts: precision and recall over
    all questions together.

    Args:
        separator: What stands between the levels of a label, such as `/`; without one, labels that have the form of an
            ICD-10 code lie below their own beginnings down to three characters, and other labels below nothing.
        ancestors: Credit every level above a label, or only its topmost one (the 3-character category of a code).
        ignore_case: Whether upper and lower case are the same.
    """

    def grown(labels: frozenset[str]) -> frozenset[str]:
        return frozenset(level for label in labels for level in _levels(label, separator, ancestors))

    def metric(answers: Sequence[Answered]) -> Score:
        flat = label_sets(answers, ignore_case)
        sets = [LabelSets(grown(one.wanted), grown(one.said)) for one in flat]
        hits = sum(one.hits for one in sets)
        parts = {
            "precision": share(hits, sum(len(one.said) for one in sets)),
            "recall": share(hits, sum(len(one.wanted) for one in sets)),
            "unreadable": unreadable(flat),
        }
        return scored((f1(one.hits, len(one.said), len(one.wanted)) for one in sets), parts)

    return metric


def _levels(label: str, separator: str, ancestors: str) -> list[str]:
    """The label and what is above it, topmost first; the dot of a code is no level of its own."""
    if separator:
        names = label.split(separator)
        found = [separator.join(names[:depth]) for depth in range(1, len(names) + 1)]
    elif _CODE.fullmatch(label):
        code = label.replace(".", "")
        found = [code[:length] for length in range(_CATEGORY, len(code) + 1)]
    else:
        found = [label]
    return found if ancestors == "all" else sorted({found[0], found[-1]})
