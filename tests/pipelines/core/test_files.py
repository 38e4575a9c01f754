"""Writing: a reader sees the old or the new one, also when the writer is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from pipelines.core.files import content_stamp, folder_atomically, write_atomically

WRITE_FILES = """
import sys
from pathlib import Path
from pipelines.core.files import write_atomically
path = Path(sys.argv[1])
for turn in range(10**9):
    write_atomically(path / "file", bytes([65 + turn % 26]) * 3_000_000)
    if turn == 0:
        print("started", flush=True)
"""

WRITE_FOLDERS = """
import sys
from pathlib import Path
from pipelines.core.files import folder_atomically
path = Path(sys.argv[1])
for turn in range(10**9):
    with folder_atomically(path / f"{turn:06}") as folder:
        for name in ("a", "b", "manifest"):
            (folder / name).write_bytes(name.encode() * 200_000)
    if turn == 0:
        print("started", flush=True)
"""


def kill_while_it_writes(program: str, folder: Path, after: float) -> None:
    """Start the program, let it write for `after` seconds, and kill it without warning."""
    child = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    time.sleep(after)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()


def finished(folder: Path) -> list[Path]:
    """What a reader sees: everything but temporary names."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".tmp-"))


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_writer_leaves_a_whole_file(tmp_path, seed):
    kill_while_it_writes(WRITE_FILES, tmp_path, after=Random(seed).uniform(0, 0.05))
    assert [path.name for path in finished(tmp_path)] == ["file"]
    content = (tmp_path / "file").read_bytes()
    assert len(content) == 3_000_000
    assert len(set(content)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_writer_leaves_whole_folders_only(tmp_path, seed):
    kill_while_it_writes(WRITE_FOLDERS, tmp_path, after=Random(seed).uniform(0, 0.05))
    folders = finished(tmp_path)
    assert folders
    for folder in folders:
        sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
        assert sizes == {"a": 200_000, "b": 200_000, "manifest": 1_600_000}


def test_a_file_is_replaced_whole(tmp_path):
    write_atomically(tmp_path / "deep/er/file", b"old")
    write_atomically(tmp_path / "deep/er/file", b"new")
    assert (tmp_path / "deep/er/file").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "deep/er").iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    write_atomically(tmp_path / "file", b"old")
    with pytest.raises(TypeError):
        write_atomically(tmp_path / "file", 3)  # type: ignore[arg-type]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"old"}


def test_a_folder_appears_when_its_block_ends(tmp_path):
    with folder_atomically(tmp_path / "in" / "folder") as folder:
        (folder / "a").write_bytes(b"1")
        assert not (tmp_path / "in" / "folder").exists()
    assert (tmp_path / "in" / "folder" / "a").read_bytes() == b"1"
    assert not folder.exists()


def test_a_failing_block_leaves_no_folder(tmp_path):
    with pytest.raises(RuntimeError), folder_atomically(tmp_path / "folder") as folder:
        (folder / "a").write_bytes(b"1")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_never_replaced_nor_its_block_begun(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileExistsError), folder_atomically(tmp_path / "folder"):
        pytest.fail("the block ran")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


def test_an_empty_folder_made_meanwhile_is_not_replaced_either(tmp_path):
    with pytest.raises(FileExistsError), folder_atomically(tmp_path / "folder") as folder:
        (folder / "a").write_bytes(b"2")
        (tmp_path / "folder").mkdir()
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


@pytest.mark.parametrize(("mask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_what_is_written_is_as_open_as_the_umask_says(tmp_path, mask, file, folder):
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "file", b"1")
        with folder_atomically(tmp_path / "folder"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == file
    assert (tmp_path / "folder").stat().st_mode & 0o777 == folder


def test_a_stamp_is_of_the_content_not_of_the_place(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.txt").write_text("1")
    assert content_stamp(tmp_path / "a") == content_stamp(tmp_path / "b") != content_stamp(tmp_path / "a" / "one.txt")
    (tmp_path / "b" / "one.txt").rename(tmp_path / "b" / "two.txt")
    assert content_stamp(tmp_path / "a") != content_stamp(tmp_path / "b")
    assert content_stamp(tmp_path / "none") == ""
