"""From an answer to a program: what models write around and instead of a function's body."""

import pytest

from pipelines.core.errors import VerilodeError
from training.metrics import Answered
from training.metrics._programs import checks, solutions

PROMPT = 'import math\n\ndef area(r):\n    """Of a circle."""\n'
META = {"prompt": PROMPT, "test": "def check(candidate):\n    assert candidate(0) == 0\n", "entry_point": "area"}


def answered(text: str, **meta: str) -> Answered:
    return Answered("r1", "?", "", text, meta={**META, **meta})


def first_that_compiles(texts: list[str]) -> str:
    for text in texts:
        try:
            compile(text, "answer", "exec")
        except SyntaxError:
            continue
        return text
    raise AssertionError("none compiles")


@pytest.mark.parametrize(
    "answer",
    [
        "    return math.pi * r * r",
        "return math.pi * r * r",
        "square = r * r\n    return math.pi * square",
        "square = r * r\nreturn math.pi * square",
        "def area(r):\n    return math.pi * r * r",
        "    def area(r):\n        return math.pi * r * r",
        "Here it is:\n```python\ndef area(r):\n    return math.pi * r * r\n```\nHope it helps!",
        "```\n    return math.pi * r * r\n```",
        "```python\ndef area(r):\n    return math.pi * r * r",
    ],
)
def test_a_body_and_a_whole_function_become_a_program(answer):
    program = first_that_compiles(solutions(answered(answer)))
    assert program.startswith(PROMPT)
    assert "math.pi" in program


def test_a_prompt_without_a_docstring_still_brings_its_helpers_to_the_tests():
    texts, name = checks(answered("x", prompt="def twice(x):\n    return 2 * x\n\ndef area(r):\n"))
    assert "def twice" in first_that_compiles(texts)
    assert name == "area"


@pytest.mark.parametrize("name", ["prompt", "test", "entry_point"])
def test_a_record_without_tests_is_named(name):
    one = Answered("r7", "?", "", "x", meta={key: value for key, value in META.items() if key != name})
    with pytest.raises(VerilodeError, match=f"record 'r7' has no '{name}' in its meta"):
        checks(one)


def test_the_entry_point_is_a_name():
    with pytest.raises(VerilodeError, match="is no name of a function"):
        checks(answered("x", entry_point="area; import os"))
