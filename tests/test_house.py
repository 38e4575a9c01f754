"""House rules: size, names, docstrings, types, and calls that must not exist. Each failure names file and line."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "pipelines", "annotation", "training")
DOCUMENTED = (*PACKAGES, "benchmarks")

LONGEST_FILE = 300
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 30
BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "constants", "misc"}

LOADS_CODE = {
    *(f"{module}.{call}" for module in ("pickle", "joblib", "dill", "marshal") for call in ("load", "loads")),
    *("torch.load", "pandas.read_pickle", "pd.read_pickle", "yaml.load", "eval", "exec", "os.system"),
}
RISKY_SWITCHES = {"shell", "trust_remote_code", "unsafe_allow_html", "allow_pickle"}

INDEX_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "anaconda" + ".org",
    "debian" + ".org",
)
PRIVATE = re.compile(
    "|".join(map(re.escape, INDEX_HOSTS))
    + r"|--(?:extra-)?index-url|(?:PIP|UV)_\w*INDEX\w*|(?<![\w.])/(?:work|root|home)/|shared/(?:notes|bench)"
)


class Module(NamedTuple):
    """One Python file: its path from the root, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def at(self, node: ast.AST, what: str = "") -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)} {what}".rstrip()


@cache
def files() -> tuple[Path, ...]:
    """Every file git tracks or would add, from the root; without git, every file outside dot folders."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        ran = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True)
        found = [Path(name) for name in ran.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        found = [path for path in found if not any(re.match(r"\.|__pycache__|.*egg-info", p) for p in path.parts)]
    return tuple(sorted({path for path in found if (ROOT / path).is_file()}))


def parsed(path: Path, text: str) -> Module:
    return Module(path, text, ast.parse(text))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files below these folders, or all of them."""
    chosen = [path for path in files() if path.suffix == ".py" and (not folders or path.parts[0] in folders)]
    return tuple(parsed(path, (ROOT / path).read_text("utf-8")) for path in chosen)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last one, docstring included."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


# Rules: a module in, one line per breach out.


def too_long(module: Module) -> list[str]:
    return [f"{module.path} has {module.lines} lines"] if module.lines > LONGEST_FILE else []


def long_functions(module: Module) -> list[str]:
    found = [node for node in functions(module) if length(node) > LONGEST_FUNCTION]
    return [module.at(node, f"{node.name} has {length(node)} lines") for node in found]


def banned_name(module: Module) -> list[str]:
    names = {part.removesuffix(".py").strip("_") for part in module.path.parts}
    return [f"{module.path} is called {name}" for name in sorted(names & BANNED_NAMES)]


def no_opening_docstring(module: Module) -> list[str]:
    opens = module.text.startswith(('"""', 'r"""')) and ast.get_docstring(module.tree)
    return [] if opens or not module.text else [f"{module.path} does not begin with its docstring"]


def undocumented(module: Module) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    public = [node for node in module.tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    return [module.at(node, f"{node.name} has no docstring") for node in public if not ast.get_docstring(node)]


def untyped(module: Module) -> list[str]:
    return [
        module.at(node, f"{node.name}({argument.arg})")
        for node in functions(module)
        for argument in _arguments(node.args)
        if argument.annotation is None and argument.arg not in ("self", "cls")
    ]


def _arguments(given: ast.arguments) -> list[ast.arg]:
    stars = [star for star in (given.vararg, given.kwarg) if star]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *stars]


def prints(module: Module) -> list[str]:
    return [module.at(call) for call in _calls(module) if ast.unparse(call.func) == "print"]


def unsafe(module: Module) -> list[str]:
    """Calls that run what a file holds, or show or start text as code, however the module was imported."""
    real = _imported_names(module)
    return [module.at(call, why) for call in _calls(module) if (why := _danger(call, real))]


def _danger(call: ast.Call, real: dict[str, str]) -> str | None:
    head, dot, rest = ast.unparse(call.func).partition(".")
    name = real.get(head, head) + dot + rest
    switches = {word.arg for word in call.keywords if ast.unparse(word.value) != "False"}
    if name in LOADS_CODE:
        return name
    if name.endswith("load_dataset") and call.args and ast.unparse(call.args[0]) == "'pandas'":
        return "load_dataset of pickles"
    return next(iter(sorted(switches & RISKY_SWITCHES, key=str)), None)


def _imported_names(module: Module) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


RULES: list[tuple[Callable[[Module], list[str]], tuple[str, ...], str]] = [
    (too_long, (), "\n" * (LONGEST_FILE + 1)),
    (long_functions, (), "def f():\n" + "    0\n" * LONGEST_FUNCTION),
    (banned_name, (), ""),
    (no_opening_docstring, (), "import os"),
    (undocumented, DOCUMENTED, "class A: pass"),
    (untyped, DOCUMENTED, "def _f(*args): pass"),
    (prints, PACKAGES[1:], "print(1)"),
    (unsafe, (), "from pickle import loads as read\nread(b'')"),
]
"""The rule, the folders it holds in (all when empty), and the smallest file that breaks it."""


@pytest.mark.parametrize(("rule", "folders"), [(r, f) for r, f, _ in RULES], ids=[r.__name__ for r, _, _ in RULES])
def test_no_file_breaks_the_rule(rule, folders):
    breaches = [line for module in modules(*folders) for line in rule(module)]
    assert not breaches, "\n".join(["", *breaches])


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r, _, t in RULES], ids=[r.__name__ for r, _, _ in RULES])
def test_the_rule_finds_a_breach(rule, text):
    assert rule(parsed(Path("app/_utils.py"), text))


@pytest.mark.parametrize(
    "line",
    [
        "import torch\ntorch.load('x')",
        "import yaml as y\ny.load('x')",
        "from joblib import load\nload('x')",
        "eval('1')",
        "run('x', shell=True)",
        "model(trust_remote_code=remote)",
        "st.markdown('x', unsafe_allow_html=True)",
        "datasets.load_dataset('pandas')",
    ],
)
def test_an_unsafe_call_is_found(line):
    assert unsafe(parsed(Path("app/a.py"), line))


@pytest.mark.parametrize("line", ["model.eval()", "yaml.safe_load('x')", "run('x', shell=False)", "json.load(x)"])
def test_a_safe_call_is_not(line):
    assert not unsafe(parsed(Path("app/a.py"), line))


def test_nine_functions_in_ten_are_short():
    sizes = [length(node) for module in modules() for node in functions(module)]
    assert sum(size <= USUAL_FUNCTION for size in sizes) >= 0.9 * len(sizes)


def test_the_tests_are_about_as_long_as_the_code():
    code = sum(module.lines for module in modules(*PACKAGES))
    tests = sum(module.lines for module in modules("tests"))
    assert 0.6 <= tests / code <= 2.5, f"{tests} lines of tests for {code} lines of code"


def private_words(path: Path, text: str) -> list[str]:
    """Names of package hosts and of places on somebody's own machine."""
    lines = enumerate(text.splitlines(), start=1)
    return [f"{path}:{number} {found[0]}" for number, line in lines if (found := PRIVATE.search(line))]


def test_no_text_names_a_package_host_or_somebodys_machine():
    breaches = []
    for path in files():
        raw = (ROOT / path).read_bytes()
        if b"\0" not in raw and path != Path("tests/test_house.py"):
            breaches += private_words(path, raw.decode("utf-8", "replace"))
    assert not breaches, "\n".join(["", *breaches])


@pytest.mark.parametrize("text", ["see /work/x", "pip --index-url=x", "https://pypi" + ".org", "PIP_INDEX_URL=x"])
def test_a_private_word_is_found(text):
    assert private_words(Path("README.md"), text)
