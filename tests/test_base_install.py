"""The base install: everything a person meets first works without the extras, and none of it loads them."""

import json
import subprocess
import sys
from pathlib import Path

TRAIN = ("torch", "transformers", "trl", "peft", "accelerate", "safetensors")
CLEANING = ("presidio_analyzer", "detect_secrets", "docx", "pypdf", "bs4", "redis")
EXTRAS = (*TRAIN, *CLEANING, "psycopg", "ray", "label_studio_sdk")
LATE = (*EXTRAS, "datasets", "numba", "openai", "sklearn", "streamlit")
"""Never loaded by the start of the command line, installed or not."""

WITHOUT_EXTRAS = f"""
import sys
from importlib.machinery import PathFinder

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in {EXTRAS!r}:
            return None
        return super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Without
"""
"""Python in which the extras are not installed: the import system finds nothing under their names."""

START = """
from app.cli import main
code = main(sys.argv[1:])
sys.stdout.flush()
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
sys.exit(code)
"""
"""One command line, and then the names of all loaded packages on the last line of stderr."""

MODULES = """
import importlib, pkgutil
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def python(program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a Python without the extras."""
    command = [sys.executable, "-c", WITHOUT_EXTRAS + program, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def loaded(ran: subprocess.CompletedProcess[str]) -> set[str]:
    """The packages the program had loaded when it ended."""
    return set(ran.stderr.splitlines()[-1].split())


def test_the_stand_in_hides_installed_packages(tmp_path):
    ran = python("import importlib.util\nprint(importlib.util.find_spec('torch'))\nimport torch", cwd=tmp_path)
    assert ran.stdout == "None\n"
    assert "No module named 'torch'" in ran.stderr


def test_help_answers_without_the_extras_and_loads_nothing_heavy(tmp_path):
    ran = python(START, "--help", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "doctor" in ran.stdout
    assert not loaded(ran) & set(LATE)


def test_doctor_answers_without_the_extras_and_says_how_to_add_them(tmp_path):
    ran = python(START, "doctor", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    checks = {check["name"]: check for check in json.loads(ran.stdout)["checks"]}
    for extra in ("train", "privacy", "documents", "ray", "redis", "postgres", "labelstudio"):
        assert checks[f"extra {extra}"]["ok"]
        assert f"pip install 'verilode[{extra}]'" in checks[f"extra {extra}"]["detail"]
    assert not loaded(ran) & set(EXTRAS)


def test_every_command_can_be_imported_without_the_extras(repo_root):
    ran = python(MODULES, "app.commands", cwd=repo_root)
    assert ran.returncode == 0, ran.stderr


def test_the_web_process_never_loads_a_model_library(repo_root):
    ran = python(MODULES, "app.web", "app.pages", "app.widgets", cwd=repo_root)
    assert ran.returncode == 0, ran.stderr
    assert not loaded(ran) & set(EXTRAS)
