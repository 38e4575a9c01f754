"""The privacy libraries: loaded late and lightly, never on the network, and missed in one line."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

NO_NETWORK = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a connection was opened")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
"""
LOOK = """
import sys
from tests.fakes.judging import signals_of
from pipelines.core.records import Record
from pipelines.signals import SIGNALS
records = [Record("r", text="jo@example.co.uk, 212-555-0123, password = \\"hunter2x\\"")]
"""
installed = pytest.mark.skipif(find_spec("presidio_analyzer") is None, reason="the extra 'privacy' is not installed")


def python(code: str, root: Path, home: Path) -> str:
    """What this code prints, run with an empty home, so that nothing cached before helps it."""
    settings = {"PATH": "", "HOME": str(home), "XDG_CACHE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, env=settings, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@installed
def test_no_connection_is_opened_and_nothing_is_cached(repo_root: Path, tmp_path: Path) -> None:
    code = f"""{NO_NETWORK}{LOOK}
found = [signals_of(family, records).to_pylist()[0] for family in ("pii", "secrets", "language")]
print(found[0]["email"], found[0]["phone"], found[1]["kinds"])
"""
    assert python(code, repo_root, tmp_path) == "1 1 assigned"
    assert not list(tmp_path.rglob("*suffix*"))


@installed
def test_the_wall_against_the_network_holds(repo_root: Path, tmp_path: Path) -> None:
    code = f"""{NO_NETWORK}
import tldextract
try:
    tldextract.TLDExtract(cache_dir=None, suffix_list_urls=("https://192.0.2.1/list",))("a.example.com")
except AssertionError as refused:
    print(refused)
"""
    assert python(code, repo_root, tmp_path) == "a connection was opened"


@installed
def test_no_model_library_is_loaded_nor_kept_from_others(repo_root: Path, tmp_path: Path) -> None:
    code = f"""{LOOK}
signals_of("pii", records)
print([name for name in ("torch", "transformers") if name in sys.modules])
"""
    assert python(code, repo_root, tmp_path) == "[]"


def test_importing_the_families_loads_none_of_the_libraries(repo_root: Path, tmp_path: Path) -> None:
    code = """
import sys
from pipelines.filters import FILTERS
from pipelines.signals import SIGNALS
from pipelines.steps import STEPS
for registry, names in ((SIGNALS, "pii secrets language"), (FILTERS, "pii secrets language"), (STEPS, "redact")):
    for name in names.split():
        registry.options(name)
print([name for name in ("presidio_analyzer", "detect_secrets", "py3langid", "spacy") if name in sys.modules])
"""
    assert python(code, repo_root, tmp_path) == "[]"


@pytest.mark.parametrize(
    ("package", "build"),
    [
        ("presidio_analyzer", "SIGNALS.build('pii')"),
        ("detect_secrets", "SIGNALS.build('secrets')"),
        ("presidio_analyzer", "STEPS.build('redact', {'kinds': ['email']})"),
        ("detect_secrets", "STEPS.build('redact', {'kinds': ['secret']})"),
    ],
)
def test_a_missing_extra_is_one_line_that_says_how_to_get_it(
    package: str, build: str, repo_root: Path, tmp_path: Path
) -> None:
    code = f"""
import sys
sys.modules["{package}"] = None
from pipelines.core.errors import VerilodeError
from pipelines.signals import SIGNALS
from pipelines.steps import STEPS
try:
    {build}
except VerilodeError as missing:
    print(missing)
"""
    name = package.replace("_", "-")
    assert (
        python(code, repo_root, tmp_path) == f"{name} is not installed; it comes with: pip install 'verilode[privacy]'"
    )
