"""Column mapping: which column, or text made of columns, becomes which field of a record."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from pipelines.core.cells import unescaped_row
from pipelines.core.errors import VerilodeError
from pipelines.core.records import CONTENT_FIELDS
from pipelines.sources._messages import messages_text
from pipelines.sources._render import as_text
from pipelines.sources._template import Template
from pipelines.sources._turns import merged_meta, without_turns
from pipelines.sources._types import Bad, Refused, Row

FIELDS = (*CONTENT_FIELDS, "group")
"""Fields a column can become, besides `meta.NAME`."""

KNOWN_COLUMNS = {name: name for name in FIELDS} | {
    "prompt": "instruction",
    "question": "instruction",
    "completion": "response",
    "output": "response",
    "answer": "response",
    "chosen": "response",
    "conversations": "messages",
}
"""Column names that are understood where no mapping is given; an exact field name goes before its synonyms."""

_META = "meta."
_BODY = ("text", "instruction", "response", "messages")
_ALPACA = Template.parse("{instruction}\n\n{input}")

Rule = str | Template

_MOST_PLANS = 256


class _Plan(NamedTuple):
    """What the rules come to for rows with the same columns: worked out once, used for every such row."""

    plain: list[tuple[str, str]]
    rules: list[tuple[str, Rule]]
    rest: list[str]
    merged: bool
    body: list[str]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Rules by field, in the order given; without rules the columns of `KNOWN_COLUMNS` map themselves.

    Without rules, too, the message lists of trainers' columns are understood (`_turns`), and a `meta` column that
    holds an object gives its entries. Cells escaped for a spreadsheet program are read as the texts they were.
    Columns no rule uses are kept as text in `meta` under their own names, unless `keep_rest` is off.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    keep_rest: bool = True
    _plans: dict[tuple[str | bool, ...], _Plan] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def parse(
        cls, entries: Iterable[str] | Mapping[str, str] | None = None, *, keep_rest: bool = True
    ) -> "ColumnMapping":
        """Rules from lines `FIELD=COLUMN` or `FIELD="text with {column}"`, or from a mapping of the same.

        A value in double quotes or with braces is a template, everything else a column's name.

        Raises:
            VerilodeError: for an unknown field, a field given twice or a template that is not plain.
        """
        rules: dict[str, Rule] = {}
        for name, value in _pairs(entries or ()):
            _check_field(name)
            if name in rules:
                raise VerilodeError(f"the field {name} is mapped twice")
            rules[name] = _rule(name, value)
        return cls(rules, keep_rest)

    @property
    def columns(self) -> set[str]:
        """Every column the rules need."""
        return {column for rule in self.rules.values() for column in _columns(rule)}

    def as_dict(self) -> dict[str, str]:
        """The rules as plain values that `parse` reads back, for a manifest."""
        return {name: f'"{rule.source}"' if isinstance(rule, Template) else rule for name, rule in self.rules.items()}

    def apply(self, row: Row) -> dict[str, Any] | Bad:
        """All of `FIELDS` as text or None and `meta` as a dict of texts, or why the row is no record.

        A `Bad` carries the row's bytes, or its values as JSON where the format has no bytes per row.
        """
        try:
            return self._fields(row.values)
        except Refused as refused:
            raw = row.raw or json.dumps(row.values, ensure_ascii=False, default=ascii).encode()
            return Bad(row.line, row.byte_offset, refused.reason, refused.detail, raw)

    def _fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        values = unescaped_row(values)
        if not self.rules and list in map(type, values.values()):
            values = without_turns(values)
        plan = self._plan(values)
        found: dict[str, Any] = dict.fromkeys(FIELDS)
        for name, column in plan.plain:
            found[name] = as_text(values[column])
        rest = {name: values[name] for name in plan.rest} if plan.rest else {}
        if plan.merged:
            rest = {**merged_meta(rest), **{name: value for name, value in rest.items() if name != "meta"}}
        meta = {name: _rest_text(value) for name, value in rest.items()} if rest else {}
        for name, rule in plan.rules:
            if name.startswith(_META):
                meta[name.removeprefix(_META)] = _value(rule, values)
            else:
                found[name] = messages_text(values[rule]) if name == "messages" else _value(rule, values)
        if not any(found[name] for name in plan.body):
            raise Refused("no_content", "text, instruction, response and messages are all empty")
        found["meta"] = {name: text for name, text in meta.items() if text is not None} if meta else meta
        return found

    def _plan(self, values: Mapping[str, Any]) -> _Plan:
        key: tuple[str | bool, ...] = tuple(values)
        if not self.rules and "input" in values:  # the one column whose value decides about a rule
            key += (as_text(values["input"]) is not None,)
        plan = self._plans.get(key)
        if plan is not None:
            return plan
        rules = self.rules or _known_rules(values)
        used = {column for rule in rules.values() for column in _columns(rule)}
        if missing := used - values.keys():
            raise Refused("missing_column", _missing(missing, values))
        rest = [name for name in values if name not in used] if self.keep_rest else []
        body = [name for name in _BODY if not _is_constant(rules.get(name))]
        if len(self._plans) == _MOST_PLANS:
            self._plans.clear()
        plain = {name: rule for name, rule in rules.items() if name in FIELDS and _is_plain(name, rule)}
        others = [(name, rule) for name, rule in rules.items() if name not in plain]
        merged = not self.rules and "meta" in rest
        plan = self._plans[key] = _Plan(list(plain.items()), others, rest, merged, body)
        return plan


def _pairs(entries: Iterable[str] | Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(entries, Mapping):
        yield from entries.items()
        return
    for entry in entries:
        name, equals, value = entry.partition("=")
        if not equals:
            raise VerilodeError(f"{ascii(entry)} is not FIELD=COLUMN")
        yield name.strip(), value


def _check_field(name: str) -> None:
    if name in FIELDS or (name.startswith(_META) and name != _META):
        return
    near = get_close_matches(name, FIELDS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(FIELDS)}, meta.NAME"
    raise VerilodeError(f"a record has no field {ascii(name)}; {hint}")


def _rule(name: str, value: Any) -> Rule:
    if not isinstance(value, str) or not value.strip():
        raise VerilodeError(f"the field {name} needs a column's name or a template, not {ascii(value)}")
    quoted = len(value) > 1 and value.startswith('"') and value.endswith('"')
    if not quoted and "{" not in value and "}" not in value:
        return value
    if name == "messages":
        raise VerilodeError("messages come from one column, not from a template")
    return Template.parse(value[1:-1] if quoted else value)


def _columns(rule: Rule) -> tuple[str, ...]:
    return rule.columns if isinstance(rule, Template) else (rule,)


def _is_plain(name: str, rule: Rule) -> bool:
    """Whether a field is a column's text and nothing more."""
    return isinstance(rule, str) and name != "messages"


def _is_constant(rule: Rule | None) -> bool:
    return isinstance(rule, Template) and not rule.columns


def _value(rule: Rule, values: Mapping[str, Any]) -> str | None:
    if isinstance(rule, Template):
        return rule.fill({column: as_text(values[column]) for column in rule.columns})
    return as_text(values[rule])


def _known_rules(values: Mapping[str, Any]) -> dict[str, Rule]:
    """What the columns' names say; Alpaca's `input` is put below its `instruction`."""
    rules: dict[str, Rule] = {name: name for name in FIELDS if name in values}
    for column, name in KNOWN_COLUMNS.items():
        if column in values and (column != "conversations" or _is_list(values[column])):
            rules.setdefault(name, column)
    if rules.get("instruction") == "instruction" and as_text(values.get("input")):
        rules["instruction"] = _ALPACA
    return rules


def _is_list(value: Any) -> bool:
    """Whether a column called like ShareGPT's holds a list, and not somebody's prose or a number of talks."""
    return isinstance(value, list) or (isinstance(value, str) and value.lstrip().startswith("["))


def _missing(missing: set[str], values: Mapping[str, Any]) -> str:
    wanted = ", ".join(ascii(name) for name in sorted(missing))
    return f"{wanted} is not in this row; it has {', '.join(ascii(name[:40]) for name in list(values)[:8])}"


def _rest_text(value: Any) -> str | None:
    """As text; what cannot be text is kept as a Python literal, for no record should fail for a side value."""
    try:
        return as_text(value)
    except Refused:
        return ascii(value)
