"""Building an interface: elements whose attributes hold any label, and what cannot be held."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from pipelines.core.errors import VerilodeError

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not (section 2.2)."""

LONG_LIST = 30
"""With more options than this a searchable list is shown instead of boxes."""


def add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    """A new element inside `parent`."""
    return ET.SubElement(parent, tag, {name: attribute_safe(value) for name, value in attributes.items()})


def options(parent: ET.Element, tag: str, labels: Iterable[str]) -> None:
    """One element per label.

    Raises:
        VerilodeError: for a label that would not come back as it went.
    """
    for label in labels:
        if not label or label != " ".join(label.split()):
            raise VerilodeError(f"the label {label!r} has white space that Label Studio would not keep")
        if label.startswith("$"):
            raise VerilodeError(f"the label {label!r} begins with $, which Label Studio reads as the name of a field")
        add(parent, tag, value=label)


def attribute_safe(text: str) -> str:
    """The text itself.

    Raises:
        VerilodeError: where XML cannot hold it.
    """
    if bad := _NOT_XML.search(text):
        raise VerilodeError(f"{text!r} holds the character {bad[0]!r}, which Label Studio's interface cannot hold")
    return text


def text_safe(text: str) -> str:
    """The text without NUL and half characters, which databases refuse; each becomes one replacement character."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
