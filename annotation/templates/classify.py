"""Template: one label out of a set."""

from annotation.templates._choices import OneChoice
from annotation.templates._types import Template


def classify() -> Template:
    """Boxes, or a searchable list, of which one is chosen."""
    return _Classify()


class _Classify(OneChoice):
    name = "classify"
    kind = "classify"
