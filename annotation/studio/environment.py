"""The virtual environment of the managed Label Studio: made once, from a list that names every file's hash.

The server cannot share ours: it pins openai below 2, pyarrow below 25 and redis below 5.3. `requirements.lock` names
one version of each of its packages for all supported Pythons and systems, with the hashes of their files, so that
what is installed is what was tested, from whatever package index the user's pip or uv is set to. Two packages (attr,
drf-flex-fields) come as source only; both are pure Python and need no compiler.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TextIO

from annotation.studio.private import alone
from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import progress

VERSION = "1.23.2"
LOCK = Path(__file__).with_name("requirements.lock")
NEEDED_DISK = 3 * 2**29
"""Bytes: 1.0 GB was measured, and the installer unpacks beside it."""

_STAMP = "installed"
_FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
"""Variables that would send the packages elsewhere, or bring others in."""


def name(lock: Path = LOCK) -> str:
    """The environment's name: version, digest of the lock, Python."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    return f"{VERSION}-{digest}-py{sys.version_info[0]}{sys.version_info[1]}"


def program(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / "bin" / "python"


def complete(folder: Path) -> bool:
    """Whether an installation there came to its end, and the Python it was made with is still there."""
    return (folder / _STAMP).is_file() and program(folder).exists()


def ensure(environments: Path, lock: Path = LOCK) -> Path:
    """The folder of the environment below `environments`, installed if this is the first call.

    Raises:
        VerilodeError: unsupported Python, disk too full, or the reason why the installer failed.
    """
    folder = environments / name(lock)
    if complete(folder):
        return folder
    refuse_python(sys.version_info[:2])
    with alone(environments / ".lock", "it installs Label Studio"):
        if not complete(folder):
            _refuse_full_disk(environments)
            install(folder, lock)
    return folder


def refuse_python(version: tuple[int, int]) -> None:
    """Stop on a Python for which the server's packages have no wheels.

    Raises:
        VerilodeError: naming the Pythons that will do.
    """
    if not (3, 11) <= version <= (3, 13):
        raise VerilodeError(
            f"Label Studio {VERSION} runs on Python 3.11 to 3.13, this is {version[0]}.{version[1]}; "
            "run verilode with one of those, or set LABEL_STUDIO_URL to a server that runs elsewhere"
        )


def install(folder: Path, lock: Path) -> None:
    """Make the environment `folder` from `lock`: with uv where it is on PATH and works, else with pip.

    What the installers print goes to the file `folder`.log.
    """
    log = folder.with_name(f"{folder.name}.log")
    log.unlink(missing_ok=True)
    try:
        for commands in _ways(str(program(folder)), ["install", "--require-hashes", "--no-deps", "-r", str(lock)]):
            bare = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)]
            if all(_succeeds(command, log, _packages(lock)) for command in [bare, *commands]):
                return write_atomically(folder / _STAMP, f"{VERSION}\n".encode())
        raise VerilodeError(f"Label Studio could not be installed: {_reason(log)}", file=log)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _ways(python: str, words: list[str]) -> Iterator[list[list[str]]]:
    uv = shutil.which("uv")
    if uv:
        yield [[uv, "pip", *words, "--python", python]]
    if _own_pip() >= (22, 3):  # the first that installs into another Python
        yield [[sys.executable, "-m", "pip", "--python", python, *words]]
    else:
        yield [[python, "-m", "ensurepip"], [python, "-m", "pip", *words]]


def _own_pip() -> tuple[int, ...]:
    try:
        return tuple(map(int, metadata.version("pip").split(".")[:2]))
    except (metadata.PackageNotFoundError, ValueError):
        return ()


def _succeeds(command: list[str], log: Path, total: int) -> bool:
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    progress("installing Label Studio (once)", 0, total)
    with log.open("a", encoding="utf-8") as out:
        out.write(f"$ {Path(command[0]).name} {' '.join(command[1:])}\n")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
        )
        try:
            for done in _counted(process, out):
                progress("installing Label Studio (once)", done, total)
            return process.wait() == 0
        except BaseException:
            process.kill()
            process.wait()
            raise


def _counted(process: subprocess.Popen[str], out: TextIO) -> Iterator[int]:
    """Copies what the installer prints, and counts the packages it has begun with."""
    done = 0
    for line in process.stdout or ():
        out.write(line)
        if line.startswith("Collecting "):
            done += 1
            yield done


def _packages(lock: Path) -> int:
    return sum("==" in line and not line.startswith((" ", "#")) for line in lock.read_text("utf-8").splitlines())


def _reason(log: Path) -> str:
    """The first error the last installer named."""
    lines = log.read_text("utf-8", "replace").splitlines()
    last = max((i for i, line in enumerate(lines) if line.startswith("$ ")), default=0)
    errors = [line.strip() for line in lines[last:] if line.lower().lstrip(" ×╰─▶").startswith("error")]
    return (errors or [line.strip() for line in lines if line.strip()][-1:] or ["no reason given"])[0][:300]


def _refuse_full_disk(environments: Path) -> None:
    free = shutil.disk_usage(environments).free
    if free < NEEDED_DISK:
        raise VerilodeError(
            f"Label Studio needs {NEEDED_DISK / 2**30:.1f} GiB, {free / 2**30:.1f} are free", file=environments
        )
