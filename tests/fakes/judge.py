"""Judges of pairs for the fake endpoint: what they look at decides what they prefer."""

import json
import re
from collections.abc import Callable, Sequence

from tests.fakes.openai_server import Asked, Behaviour, FakeOpenAI, Reply, says

Taste = Callable[[str, str], str]
"""First and second answer to `first`, `second` or `tie`."""


def judging(taste: Taste) -> Behaviour:
    """A judge with this taste that keeps to the form it is asked for."""
    return lambda asked: verdict(asked, taste(material(asked, "first"), material(asked, "second")))


def verdict(asked: Asked, choice: str, receipt: str | None = None) -> Reply:
    """A well-formed reply, with the receipt that was asked for unless another is given."""
    told = {"receipt": receipt_of(asked) if receipt is None else receipt, "rationale": "so", "verdict": choice}
    return says(json.dumps(told))


def material(asked: Asked, name: str) -> str:
    """What stands between the marks."""
    found = re.fullmatch(r"<(material-\w+)>(.*)</\1>", asked.record[name], re.DOTALL)
    assert found, asked.record[name]
    return found[2]


def receipt_of(asked: Asked) -> str:
    """The receipt that the rules ask for."""
    found = re.search(r'"receipt" is (\w+)', asked.request["messages"][0]["content"])
    assert found
    return found[1]


def better(first: str, second: str) -> str:
    """Prefers the answer with more stars."""
    ours, theirs = first.count("*"), second.count("*")
    return "first" if ours > theirs else "second" if theirs > ours else "tie"


def first_place(first: str, second: str) -> str:
    """Prefers whatever stands first."""
    return "first"


def longer(first: str, second: str) -> str:
    """Prefers the longer one."""
    return "first" if len(first) > len(second) else "second"


def panel(items: Sequence[str], taste: Taste = better, **others: Sequence[Behaviour]) -> FakeOpenAI:
    """An endpoint that judges these items by one taste, and others as told."""
    return FakeOpenAI({**{item: [judging(taste)] for item in items}, **others})
