"""Solutions that want to pass without being right."""

import pytest

from training.sandbox import Limits, Outcome, run_tests

TESTS = "def check(candidate):\n    assert candidate(2) == 4, 'two'\n    assert candidate(5) == 25\n"
QUICK = Limits(seconds=8)


def tried(solution: str, tests: str = TESTS, limits: Limits = QUICK) -> Outcome:
    return run_tests([solution], [tests], "square", limits)


def test_a_right_solution_passes():
    outcome = tried("def square(x):\n    return x * x\n")
    assert (outcome.passed, outcome.why) == (True, "")


@pytest.mark.parametrize(
    ("solution", "why"),
    [
        ("def square(x):\n    return 4\n", "a test failed"),
        ("def square(x):\n    return 5\n", "a test failed: two"),
        ("def square(x):\n    raise ValueError('no')\n", "ValueError: no"),
        ("def square(x):\n    return open\n", "TypeError: builtin_function_or_method is no plain value"),
        ("def square(x", "the solution does not load: SyntaxError"),
        ("def cube(x):\n    return x ** 3\n", "the solution does not load: AttributeError"),
        ("raise ImportError('x')", "the solution does not load: ImportError: x"),
    ],
)
def test_a_wrong_one_fails_and_says_why(solution, why):
    outcome = tried(solution)
    assert not outcome.passed
    assert outcome.why.startswith(why)


@pytest.mark.parametrize(
    "solution",
    [
        "import sys\nsys.exit(0)\n",
        "import os\nos._exit(0)\n",
        "def square(x):\n    import os\n    os._exit(0)\n",
        "def square(x):\n    raise SystemExit(0)\n",
        "import atexit, os\natexit.register(os._exit, 0)\ndef square(x):\n    return 5\n",
        'import os\nfor fd in range(64):\n    try: os.write(fd, b\'{"why": ""}\\n\')\n    except OSError: pass\n',
        'print(\'{"why": ""}\', flush=True)\ndef square(x):\n    return 5\n',
        "class Yes(int):\n    def __eq__(self, other): return True\ndef square(x):\n    return Yes(5)\n",
        "class Yes:\n    def __eq__(self, other): return True\ndef square(x):\n    return Yes()\n",
        "import builtins\nbuiltins.AssertionError = KeyError\ndef square(x):\n    return 5\n",
        "import os, signal\nos.kill(1, signal.SIGKILL)\nos.kill(os.getppid(), signal.SIGTERM)\n"
        "def square(x):\n    return 5\n",
        "import sys\nsys.modules['tests'] = sys\nsys.check = lambda candidate: None\ndef square(x):\n    return 5\n",
    ],
)
def test_no_trick_passes(solution):
    assert not tried(solution).passed


def test_the_tests_are_not_in_reach_of_the_solution():
    """Neither in its memory, nor in files, nor by looking into the process that holds them."""
    solution = """
import ctypes, gc, os, sys
def texts():
    for held in gc.get_objects():
        if type(held) in (dict, list, tuple):
            yield from held.values() if type(held) is dict else held
    frame = sys._getframe()
    while frame:
        yield from frame.f_locals.values()
        frame = frame.f_back
def square(x):
    wanted = "".join(["assert ", "candidate"])
    held = any(wanted in str(text) for text in texts() if type(text) in (str, bytes) and text != wanted)
    seen = [name for _, _, names in os.walk("/tmp") for name in names]
    attached = ctypes.CDLL(None).ptrace(16, 1, 0, 0)
    return [held, seen, attached]
"""
    assert tried(solution, "def check(candidate):\n    assert candidate(2) == [False, [], -1], candidate(2)\n").passed


def test_forged_messages_are_only_wrong_answers():
    solution = """
import os
def square(x):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b'{"value": {"dict": [[[1], 2]]}}\\n{"value": {"no": 1}}\\nnonsense\\n')
        except OSError:
            pass
    return 25
"""
    assert not tried(solution).passed


def test_an_answer_without_end_is_none():
    assert tried("def square(x):\n    return 'x' * 5_000_000\n").why == "Gone: it ended before it answered"


def test_a_nest_without_bottom_is_no_value():
    assert "RecursionError" in tried("def square(x):\n    a = []\n    a.append(a)\n    return a\n").why


def test_an_endless_solution_is_out_of_time():
    outcome = tried("def square(x):\n    while True: pass\n", limits=Limits(seconds=0.7))
    assert (outcome.passed, outcome.why) == (False, "out of time")


def test_tests_that_never_call_the_solution_prove_nothing():
    assert (
        tried("def square(x): return 1\n", "def check(candidate): pass\n").why == "the tests never called the solution"
    )


def test_tests_that_exit_have_not_passed():
    tests = "import sys\ndef check(candidate):\n    candidate(2)\n    sys.exit(0)\n"
    assert not tried("def square(x): return 1\n", tests).passed


@pytest.mark.parametrize(
    "value",
    ["[1, (2.5, None)]", "{'a': {1, 2}, (1, 2): b'x'}", "True", "float('inf')", "1 + 2j", "frozenset({'ä'})", "10**30"],
)
def test_plain_values_arrive_as_they_were(value):
    tests = f"def check(candidate):\n    back = candidate({value})\n    assert back == {value}, back\n"
    tests += f"    assert type(back) is type({value})\n"
    assert tried("def square(x):\n    return x\n", tests).why == ""


def test_an_exception_arrives_as_it_was():
    tests = """
def check(candidate):
    try:
        candidate(-1)
    except ValueError as no:
        assert str(no) == "below 0"
    else:
        assert False
    candidate(1)
"""
    assert tried("def square(x):\n    if x < 0: raise ValueError('below 0')\n    return x\n", tests).passed


def test_the_first_text_that_compiles_is_the_solution():
    assert run_tests(["def square(", "def square(x): return x * x\n"], [TESTS], "square", QUICK).passed


def test_tests_may_call_the_function_by_its_name():
    tests = "def check(candidate):\n    assert square(3) == candidate(3)\n"
    assert tried("def square(x): return x * x\n", tests).passed
