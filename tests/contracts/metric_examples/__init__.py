"""What the contract of the metrics needs to know of one of them: a file with its name, only where it needs one.

It may hold `OPTIONS`, what to build it with; `TEXTS`, a Hypothesis strategy of answers in the metric's own form, tried
beside any text at all; `META`, the entries of every record; and `TRIES`, how many examples to try where one is dear.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from hypothesis import strategies as st

WILD = st.text(max_size=6) | st.text(alphabet=st.characters(), max_size=6)


@dataclass(frozen=True)
class MetricExample:
    """How one metric is tried out."""

    options: Mapping[str, Any] = field(default_factory=dict)
    texts: st.SearchStrategy[str] = WILD
    meta: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 40


def example_of(metric: str) -> MetricExample:
    """What its file says, or that it needs nothing."""
    name = f"{__name__}.{metric}"
    told = import_module(name) if find_spec(name) else None
    texts = getattr(told, "TEXTS", None)
    return MetricExample(
        getattr(told, "OPTIONS", {}),
        WILD if texts is None else texts | WILD,
        getattr(told, "META", {}),
        getattr(told, "TRIES", 40),
    )


LABEL_LISTS = st.lists(st.sampled_from(["eye", "ear", "skin", "E11.65", "E11", "E10.9", "a/b"]), max_size=3).map(
    lambda labels: str(labels).replace("'", '"')
)
"""Answers of kind multilabel, and lists that are nearly that."""
