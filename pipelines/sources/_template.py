"""Templates of a column mapping: plain substitution of column values, nothing that could be evaluated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.core.errors import VerilodeError

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NOT_PLAIN = re.compile(r"[.\[\]!:]")


@dataclass(frozen=True, slots=True)
class Template:
    """Text with `{column}` places, as alternating literal texts and column names."""

    source: str
    literals: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def parse(cls, source: str) -> "Template":
        """Read `source`; `{{` and `}}` stand for the braces themselves.

        Raises:
            VerilodeError: for a brace without partner and for anything but a column's name between braces.
        """
        literals, columns, at = [""], [], 0
        for part in _PART.finditer(source):
            literals[-1] += source[at : part.start()]
            at = part.end()
            if part[0] in ("{{", "}}"):
                literals[-1] += part[0][0]
            else:
                columns.append(_column(part, source))
                literals.append("")
        literals[-1] += source[at:]
        return cls(source, tuple(literals), tuple(columns))

    def fill(self, values: Mapping[str, str | None]) -> str | None:
        """The text with its columns' values, a missing one as nothing; None when all of them are missing."""
        given = [values[column] for column in self.columns]
        if self.columns and not any(given):
            return None
        parts = [self.literals[0]]
        for value, literal in zip(given, self.literals[1:], strict=True):
            parts += [value or "", literal]
        return "".join(parts)


def _column(part: re.Match[str], source: str) -> str:
    name = part[1]
    if name is None:
        raise VerilodeError(f"a single {part[0]} in {ascii(source)}; write {part[0] * 2} for the brace itself")
    if not name or _NOT_PLAIN.search(name):
        raise VerilodeError(f"{ascii(part[0])} in a template: only {{column}} with a plain name is allowed")
    return name
