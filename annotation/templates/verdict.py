"""Template: whether an example may stand as it is."""

from annotation.templates._choices import OneChoice
from annotation.templates._types import Template


def verdict() -> Template:
    """Two boxes."""
    return _Verdict()


class _Verdict(OneChoice):
    name = "verdict"
    kind = "verdict"
