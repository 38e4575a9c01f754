"""The server's environment: only the files of the lock, all or nothing, and one clear reason when it fails."""

import base64
import hashlib
import os
import re
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from annotation.studio import environment
from pipelines.core.errors import VerilodeError


def tiny_wheel(folder: Path) -> str:
    """Write the wheel of a package `tinyserver` 1.0; returns its SHA-256."""
    parts = {
        "tinyserver.py": b"HELLO = 'hello'\n",
        "tinyserver-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tinyserver\nVersion: 1.0\n",
        "tinyserver-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in parts.items())
    parts["tinyserver-1.0.dist-info/RECORD"] = (record + "tinyserver-1.0.dist-info/RECORD,,\n").encode()
    file = folder / "tinyserver-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as wheel:
        for name, content in parts.items():
            wheel.writestr(name, content)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock with one package, which lies in a folder of this computer; no index is asked, and no uv is there."""
    (tmp_path / "pip.conf").write_text("[global]\nno-index = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    file = tmp_path / "requirements.lock"
    file.write_text(f"tinyserver==1.0 \\\n    --hash=sha256:{tiny_wheel(tmp_path)}\n")
    return file


def says(folder: Path, code: str) -> str:
    return subprocess.run([environment.program(folder), "-c", code], capture_output=True, text=True).stdout.strip()


def test_pip_installs_what_the_lock_names_and_only_once(tmp_path: Path, lock: Path) -> None:
    folder = environment.ensure(tmp_path / "environments", lock)
    assert folder.name == environment.name(lock)
    assert says(folder, "import tinyserver; print(tinyserver.HELLO)") == "hello"
    (folder / "mark").touch()
    assert environment.ensure(tmp_path / "environments", lock) == folder
    assert (folder / "mark").exists(), "it was installed again"


def test_a_file_with_another_digest_is_not_installed(tmp_path: Path, lock: Path) -> None:
    lock.write_text(f"tinyserver==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(VerilodeError, match="could not be installed: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"):
        environment.ensure(tmp_path / "environments", lock)
    assert [path.suffix for path in (tmp_path / "environments").iterdir() if path.name != ".lock"] == [".log"]


def test_a_package_that_no_index_has_is_named(tmp_path: Path, lock: Path) -> None:
    lock.write_text(lock.read_text().replace("tinyserver", "nosuchserver"))
    with pytest.raises(VerilodeError, match="nosuchserver==1.0"):
        environment.ensure(tmp_path / "environments", lock)


def fake_uv(folder: Path, script: str) -> Path:
    """A program called uv on a PATH of its own."""
    folder.mkdir()
    (folder / "uv").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "uv").chmod(stat.S_IRWXU)
    return folder


def test_uv_is_taken_where_it_is(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = fake_uv(tmp_path / "bin", f'echo "$@" > {tmp_path}/asked')
    monkeypatch.setenv("PATH", f"{uv}:{os.environ['PATH']}")
    folder = environment.ensure(tmp_path / "environments", lock)
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith(f"pip install --require-hashes --no-deps -r {lock} --python {folder}/bin/python")
    assert says(folder, "import pip") == "", "pip itself was not needed"


def test_where_uv_fails_pip_does_it(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{fake_uv(tmp_path / 'bin', 'exit 2')}:{os.environ['PATH']}")
    folder = environment.ensure(tmp_path / "environments", lock)
    assert says(folder, "import tinyserver; print(tinyserver.HELLO)") == "hello"


def test_an_installation_that_was_cut_off_is_done_again(tmp_path: Path, lock: Path) -> None:
    half = tmp_path / "environments" / environment.name(lock)
    (half / "bin").mkdir(parents=True)
    (half / "bin" / "python").symlink_to("/nowhere")
    assert environment.complete(environment.ensure(tmp_path / "environments", lock))


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_other_pythons_are_refused_with_the_way_out(version: tuple[int, int]) -> None:
    with pytest.raises(VerilodeError, match=r"runs on Python 3\.11 to 3\.13, this is 3\.\d+; .* LABEL_STUDIO_URL"):
        environment.refuse_python(version)


def test_the_shipped_lock_names_versions_and_digests_and_nothing_else() -> None:
    lines = environment.LOCK.read_text("utf-8").splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert all(re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+-]+( ; [^\\]+)? \\", line) for line in heads)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line.startswith(" "))
    assert f"label-studio=={environment.VERSION} \\" in heads
