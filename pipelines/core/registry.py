"""Registries by folder scan: one file is one member, and its signature is its form."""

import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person can set on a member: from its signature and its docstring."""

    name: str
    type: Any
    default: Any
    help: str
    required: bool


@dataclass(frozen=True, slots=True)
class Registry:
    """The members of a package: every public module holds one public factory of the module's own name."""

    package: str

    @property
    def kind(self) -> str:
        """What one member is called, from the package's last name (`pipelines.filters` → `filter`)."""
        return self.package.rpartition(".")[2].removesuffix("s")

    def names(self) -> list[str]:
        """All members, sorted, without importing any of them."""
        spec = find_spec(self.package)
        places = (spec and spec.submodule_search_locations) or []
        return sorted(m.name for m in pkgutil.iter_modules(places) if not m.name.startswith("_"))

    def __contains__(self, name: str) -> bool:
        return name in self.names()

    def get(self, name: str) -> Callable[..., Any]:
        """The factory of one member; an unknown name is answered with the nearest known one."""
        known = self.names()
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            raise VerilodeError(f"no {self.kind} called {name!r}; {hint}")
        return getattr(importlib.import_module(f"{self.package}.{name}"), name)

    def build(self, name: str, options: Mapping[str, Any] | None = None) -> Any:
        """The member made with `options`; a wrong option is one line that names the right ones."""
        factory, given = self.get(name), dict(options or {})
        known = {option.name: option for option in self.options(name)}
        for unknown in given.keys() - known.keys():
            raise VerilodeError(f"{self.kind} {name!r} has no option {unknown!r}; it has: {', '.join(known) or 'none'}")
        for missing in [o.name for o in known.values() if o.required and o.name not in given]:
            raise VerilodeError(f"{self.kind} {name!r} needs the option {missing!r}")
        for key, value in given.items():
            check_type(f"{self.kind} {name!r}: option {key!r}", value, known[key].type)
        return factory(**given)

    def options(self, name: str) -> list[Option]:
        """What a person can set on this member, in the order of its signature."""
        factory = self.get(name)
        help_of = argument_help(inspect.getdoc(factory) or "")
        hints = typing.get_type_hints(factory)
        return [
            Option(
                p.name,
                hints.get(p.name, str),
                None if p.default is p.empty else p.default,
                help_of.get(p.name, ""),
                p.default is p.empty,
            )
            for p in inspect.signature(factory).parameters.values()
        ]

    def summary(self, name: str) -> str:
        """The first sentence of the member's docstring."""
        return (inspect.getdoc(self.get(name)) or "").split("\n\n")[0].replace("\n", " ")


def argument_help(doc: str) -> dict[str, str]:
    """Sentences of a Google-style `Args:` block by argument name."""
    _, _, block = doc.partition("Args:\n")
    found: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line and not line.startswith(" "):
            break
        start = re.match(r"    (\w+)(?: \([^)]*\))?: (.*)", line)
        if start:
            name = start[1]
            found[name] = start[2]
        elif name and line.strip():
            found[name] += " " + line.strip()
    return found


def check_type(where: str, value: Any, wanted: Any) -> None:
    """Refuse a value of a wrong plain type or none of the choices; containers are checked by their outer type only."""
    allowed, choices = _plain_types(wanted), _choices(wanted)
    number = float in allowed and isinstance(value, int) and not isinstance(value, bool)
    wrong_bool = isinstance(value, bool) and bool not in allowed and Any not in allowed
    if Any in allowed or number or (isinstance(value, tuple(allowed)) and not wrong_bool):
        return
    if any(type(value) is type(choice) and value == choice for choice in choices):
        return
    names = [repr(choice) for choice in choices]
    names += ["nothing" if t is type(None) else t.__name__ for t in allowed]
    raise VerilodeError(f"{where} is {value!r}, wanted {' or '.join(names)}")


def _choices(wanted: Any) -> list[Any]:
    """The values a `Literal`, alone or in a union, allows."""
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        return [choice for part in typing.get_args(wanted) for choice in _choices(part)]
    return list(typing.get_args(wanted)) if typing.get_origin(wanted) is typing.Literal else []


def _plain_types(wanted: Any) -> list[Any]:
    origin = typing.get_origin(wanted)
    if origin in (typing.Union, types.UnionType):
        return [t for part in typing.get_args(wanted) for t in _plain_types(part)]
    if origin is typing.Literal:
        return []
    if origin is not None:
        return [list, tuple] if origin in (list, tuple) or _is_sequence(origin) else [origin]
    return [wanted]


def _is_sequence(origin: Any) -> bool:
    return getattr(origin, "__name__", "") == "Sequence"
