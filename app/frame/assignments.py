"""Options given as NAME=VALUE words, with the value's type as YAML reads it."""

from collections.abc import Iterable
from typing import Any

from pipelines.core.errors import VerilodeError


def assignments(words: Iterable[str]) -> dict[str, Any]:
    """The options by name; `true`, `7` and `0.5` are what they look like, everything else is text.

    Raises:
        VerilodeError: for a word without an equals sign, or a value that is not YAML.
    """
    import yaml

    found: dict[str, Any] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise VerilodeError(f"--set takes NAME=VALUE, not {word!r}")
        try:
            found[name] = yaml.safe_load(value)
        except yaml.YAMLError:
            raise VerilodeError(f"--set {name}: {value!r} cannot be read as a value") from None
    return found
