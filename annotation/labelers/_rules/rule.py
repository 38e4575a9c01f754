"""One labelling function written as data: phrases and a pattern that speak for a label, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError

_LONGEST_PATTERN = 500
_PATIENCE = 0.1
"""Seconds one pattern may take on one text."""

_LISTS = ("any", "all", "none")
_KEYS = {"name", "label", "pattern", *_LISTS}


class TooSlow(Exception):
    """A pattern took longer than any sound pattern does on a text of this length."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Speaks for `label` where every part that it has holds; abstains everywhere else.

    Some phrase of `any`, each of `all` and none of `none` stand in the text, as whole words in any case with any white
    space between them; `pattern` is a regular expression in the syntax of the package `regex`.
    """

    name: str
    label: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    pattern: str = ""


def read_rules(rules: Sequence[Any], where: str, file: Path | None = None) -> tuple[Rule, ...]:
    """The rules in a list of mappings.

    Args:
        rules: As they stand in a recipe or a file.
        where: What the reason of a refusal begins with.
        file: Where they stand, if in a file.

    Raises:
        VerilodeError: naming the number of the rule that is no rule, from 1.
    """
    found = []
    for number, given in enumerate(rules, start=1):
        reason = _fault(given)
        if reason:
            raise VerilodeError(f"{where}: rule {number} {reason}", file=file)
        phrases = {key: tuple(_listed(given.get(key))) for key in _LISTS}
        name = str(given.get("name") or f"rule {number}")
        found.append(Rule(name, given["label"], pattern=given.get("pattern") or "", **phrases))
    if len({rule.name for rule in found}) < len(found):
        raise VerilodeError(f"{where}: two rules have the same name", file=file)
    return tuple(found)


def read_rule_file(file: Path) -> tuple[Rule, ...]:
    """The rules in a YAML file: a list, or a mapping with the one entry `rules`.

    Raises:
        VerilodeError: when it cannot be read, or holds no rules.
    """
    import yaml

    try:
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise VerilodeError(f"cannot be read: {problem.strerror}", file=file) from None
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        raise VerilodeError("is no YAML", file=file, line=mark.line + 1 if mark else None) from None
    rules = held.get("rules") if isinstance(held, dict) and set(held) == {"rules"} else held
    if not isinstance(rules, list):
        raise VerilodeError("holds no list of rules", file=file)
    return read_rules(rules, "labeler 'rules'", file)


def _fault(given: Any) -> str | None:
    """Why this is no rule, or None."""
    if not isinstance(given, Mapping):
        return "is no mapping such as {label: refund, any: [money back]}"
    if unknown := sorted(str(key) for key in given.keys() - _KEYS):
        return f"has no part {unknown[0]!r}; it has: {', '.join(sorted(_KEYS))}"
    if not isinstance(given.get("label"), str) or not given["label"]:
        return "names no label"
    for key in _LISTS:
        if not all(isinstance(one, str) and one.strip() for one in _listed(given.get(key))):
            return f"has something in {key!r} that is no phrase"
    if not any(given.get(key) for key in ("any", "all", "pattern")):
        return "has neither 'any' nor 'all' nor 'pattern', so it would speak for everything"
    return _pattern_fault(given.get("pattern"))


def _pattern_fault(pattern: Any) -> str | None:
    if not pattern:
        return None
    if find_spec("regex") is None:
        return "has a pattern, which needs the package regex: pip install regex"
    import regex

    if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN:
        return f"has a pattern that is no text of at most {_LONGEST_PATTERN} characters"
    try:
        regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError) as problem:
        return f"has a pattern that is no regular expression: {problem}"
    return None


def _listed(phrases: Any) -> list[Any]:
    """A phrase alone counts as a list of one."""
    if phrases is None:
        return []
    return list(phrases) if isinstance(phrases, list | tuple) else [phrases]


class Matcher:
    """A rule made ready to be tried on many texts."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._any = _phrases(rule.any)
        self._all = [_phrases([phrase]) for phrase in rule.all]
        self._none = _phrases(rule.none)
        self._pattern = _compiled(rule.pattern) if rule.pattern else None

    def speaks(self, text: str) -> bool:
        """Whether the rule speaks for its label on this text.

        Raises:
            TooSlow: when its pattern does not come to an end.
        """
        if self._any and not self._any.search(text):
            return False
        if not all(phrase.search(text) for phrase in self._all if phrase):
            return False
        if self._none and self._none.search(text):
            return False
        if self._pattern is None:
            return True
        try:
            return self._pattern.search(text, timeout=_PATIENCE) is not None
        except TimeoutError:
            raise TooSlow(self.rule.name) from None


def _compiled(pattern: str) -> Any:
    """The pattern in the one package whose matching can be given a time limit."""
    import regex

    return regex.compile(pattern)


def _phrases(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """One expression for all of them; escaped words and white space, so its cost is linear in the text."""
    if not phrases:
        return None
    spelled = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", re.IGNORECASE)
