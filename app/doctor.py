"""Checks of this machine and project; a new one is a function with `@check`, and nothing else."""

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from app.frame.switches import OFFLINE, TELEMETRY_OFF
from pipelines.core.errors import VerilodeError
from pipelines.store.database import FIRST_SAFE_SQLITE, journal_mode, sqlite_module
from pipelines.store.project import Project

LEAST_FREE = 2 * 2**30
"""Bytes: a small adapter with its checkpoints and a snapshot fit; a merged model does not."""


@dataclass(frozen=True, slots=True)
class Check:
    """One answer: what was looked at, whether it will do, and what was found."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks in their order."""

    checks: list[Check]

    @property
    def failure(self) -> str | None:
        """One line naming the checks that failed, or None."""
        bad = [check.name for check in self.checks if not check.ok]
        return f"{len(bad)} of {len(self.checks)} checks failed: {', '.join(bad)}" if bad else None


Found = tuple[bool, str]
_CHECKS: dict[str, Callable[[Project | None], Found]] = {}


def check(function: Callable[[Project | None], Found]) -> Callable[[Project | None], Found]:
    """Have `verilode doctor` run this function; its name, with spaces, is the check's."""
    _CHECKS[function.__name__.replace("_", " ")] = function
    return function


def examine(project: Project | None) -> Diagnosis:
    """Run every check."""
    return Diagnosis([Check(name, *look(project)) for name, look in _CHECKS.items()] + _extras())


@check
def python(project: Project | None) -> Found:
    """Whether this Python is one we are tested on."""
    return (3, 11) <= sys.version_info[:2] < (3, 14), f"{platform.python_version()} at {sys.executable}"


@check
def sqlite(project: Project | None) -> Found:
    """Which SQLite the event lane uses; an old one is safe, only slower."""
    version, mode = sqlite_module().sqlite_version, journal_mode()
    wanted = ".".join(map(str, FIRST_SAFE_SQLITE))
    return True, f"{version}, journal mode {mode}" + ("" if mode == "WAL" else f" (faster from {wanted} on)")


@check
def disk(project: Project | None) -> Found:
    """Whether the disk under the project has room."""
    free = shutil.disk_usage(project.root if project else Path.cwd()).free
    return free >= LEAST_FREE, f"{free / 2**30:.1f} GiB free, {LEAST_FREE / 2**30:.0f} needed"


@check
def project(project: Project | None) -> Found:
    """Whether the project's recipe reads and its folder can be written."""
    if project is None:
        return True, "none here; make one with: verilode init DIR"
    try:
        _ = project.recipe
    except VerilodeError as error:
        return False, str(error)
    writable = os.access(project.root, os.W_OK)
    return writable, f"{project.root}" + ("" if writable else " is read-only")


@check
def telemetry_off(project: Project | None) -> Found:
    """Whether every library is told to send nothing about its user."""
    return all(os.environ.get(name) == value for name, value in TELEMETRY_OFF.items()), _set(TELEMETRY_OFF)


@check
def offline(project: Project | None) -> Found:
    """Whether models and data sets may be downloaded; either way is fine, it should only be known."""
    return True, _set(OFFLINE)


def _set(names: dict[str, str]) -> str:
    return ", ".join(f"{name}={os.environ.get(name, '')}" for name in names)


def _extras() -> list[Check]:
    """One check per optional extra, from the package's own metadata; absent is fine, half is not."""
    wanted: dict[str, list[str]] = {}
    for line in metadata.requires("verilode") or []:
        found = re.match(r"([\w.-]+).*extra == ['\"](\w+)['\"]", line)
        if found and found[1] != "verilode" and found[2] != "test":
            wanted.setdefault(found[2], []).append(found[1])
    modules = _modules()
    return [_extra(name, parts, modules) for name, parts in wanted.items()]


def _modules() -> dict[str, str]:
    """What an installed package is imported as, by its normal name: beautifulsoup4 is bs4; if it can, its own name."""
    found: dict[str, str] = {}
    for module, packages in metadata.packages_distributions().items():
        for package in map(_normal, packages):
            if package not in found or _normal(module) == package:
                found[package] = module
    return found


def _normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def _extra(name: str, parts: list[str], modules: dict[str, str]) -> Check:
    missing = [part for part in parts if find_spec(modules.get(_normal(part), part.replace("-", "_"))) is None]
    hint = f"pip install 'verilode[{name}]'"
    if not missing:
        return Check(f"extra {name}", True, f"installed: {', '.join(parts)}")
    if parts[0] in missing:  # what the extra is for; the others may be there because something else brought them
        return Check(f"extra {name}", True, f"not installed; to add it: {hint}")
    return Check(f"extra {name}", False, f"missing {', '.join(missing)}; {hint}")
