"""Drop records whose characters were destroyed on the way and cannot be repaired."""

import re

from pipelines.core.records import Record
from pipelines.filters import Filter

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def garbled(*, max_replacements: int = 0, max_controls: int = 0, max_mojibake: int = 0) -> Filter:
    """Keep records without replacement characters, control characters and wrongly decoded text.

    Meant to stand behind the repair of `normalise`: what is still found then is lost.

    Args:
        max_replacements: Replacement characters (U+FFFD) that are put up with.
        max_controls: Control characters other than tabs and line ends that are put up with.
        max_mojibake: Places that look like text read in the wrong encoding that are put up with.
    """
    from ftfy.badness import badness

    def rule(record: Record) -> str | None:
        body = record.body
        for count, limit, what in (
            (body.count("\ufffd"), max_replacements, "replacement characters"),
            (len(_CONTROLS.findall(body)), max_controls, "control characters"),
            (0 if body.isascii() else badness(body), max_mojibake, "places in a wrong encoding"),
        ):
            if count > limit:
                return f"{count} {what}, more than {limit}"
        return None

    return rule
