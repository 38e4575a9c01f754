"""Options of readers as a person types them: `NAME=VALUE`, each value turned into what the option wants."""

import types
import typing
from collections.abc import Iterable
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.registry import Option

_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_WRITTEN = {"\\t": "\t", "tab": "\t"}


def parse_settings(entries: Iterable[str]) -> dict[str, str]:
    """Texts by option name.

    Raises:
        VerilodeError: for an entry without `=` or a name given twice.
    """
    found: dict[str, str] = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise VerilodeError(f"{ascii(entry)} is not NAME=VALUE")
        if name in found:
            raise VerilodeError(f"the option {name} is set twice")
        found[name] = value
    return found


def typed(option: Option, value: Any) -> Any:
    """`value` as the option wants it, where it is a text and the option is not one; else as it is.

    Raises:
        VerilodeError: where the text cannot be read so.
    """
    wanted = typing.get_args(option.type) if isinstance(option.type, types.UnionType) else (option.type,)
    if not isinstance(value, str) or typing.get_origin(option.type) is typing.Literal:
        return value
    if str in wanted:
        return _WRITTEN.get(value, value) if option.name == "separator" else value
    try:
        return _TRUTH[value.lower()] if bool in wanted else (int if int in wanted else float)(value)
    except (KeyError, ValueError):
        kind = "true or false" if bool in wanted else "a whole number" if int in wanted else "a number"
        raise VerilodeError(f"the option {option.name} wants {kind}, not {ascii(value)}") from None
