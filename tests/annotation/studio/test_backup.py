"""Backups: taken while people work, whole or not at all, and put back without losing what was there."""

import json
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from annotation.studio import server
from annotation.studio.backup import backup, release_number, restore
from annotation.studio.client import connect
from annotation.studio.state import Account, Home, keep, read
from pipelines.core.errors import VerilodeError
from tests.fakes.label_studio import home_from_template


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Data with one row and one uploaded file, as if a server had made them."""
    made = Home(tmp_path / "home")
    keep(Account("a@example.com", "p", "t", "s", "1.23.2"), made.account)
    (made.data / "media" / "upload").mkdir(parents=True)
    (made.data / "media" / "upload" / "a.txt").write_text("uploaded")
    (made.data / "media" / "export").mkdir()
    (made.data / "media" / "export" / "big.json").write_text("[]")
    write(made, "before")
    return made


def write(home: Home, answer: str) -> None:
    with closing(sqlite3.connect(home.database)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS answers (answer)")
        database.execute("INSERT INTO answers VALUES (?)", (answer,))


def answers(home: Home) -> list[str]:
    with closing(sqlite3.connect(home.database)) as database:
        return [row[0] for row in database.execute("SELECT answer FROM answers")]


def test_a_backup_brings_back_the_moment_it_was_taken(home: Home) -> None:
    kept = backup(home)
    write(home, "after")
    put_back = restore(home, kept.file)
    assert answers(home) == ["before"]
    assert (home.data / "media" / "upload" / "a.txt").read_text() == "uploaded"
    assert not (home.data / "media" / "export").exists()
    assert read(Account, home.account).token == "t"
    assert answers(Home(home.root)) == ["before"]
    assert (put_back.set_aside / "label_studio.sqlite3").exists(), "what was there before must not be lost"


def test_what_is_being_written_is_not_half_in_it(home: Home) -> None:
    with closing(sqlite3.connect(home.database)) as writer:
        writer.execute("INSERT INTO answers VALUES ('not committed')")
        kept = backup(home)
    restore(home, kept.file)
    assert answers(home) == ["before"]


def test_only_the_user_can_read_it(home: Home) -> None:
    assert stat.S_IMODE(backup(home).file.stat().st_mode) == 0o600


def test_another_file_is_never_written_over(home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine.tar.gz").write_text("precious")
    with pytest.raises(VerilodeError, match="cannot be written: File exists"):
        backup(home, tmp_path / "mine.tar.gz")
    assert (tmp_path / "mine.tar.gz").read_text() == "precious"


def test_where_nothing_was_entered_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="nothing to back up yet"):
        backup(Home(tmp_path))


def test_a_damaged_database_makes_no_backup(home: Home) -> None:
    home.database.write_bytes(b"garbage" * 1000)
    with pytest.raises(VerilodeError, match=r"label_studio\.sqlite3: cannot be copied: file is not a database"):
        backup(home)
    assert list(home.backups.iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.8])
def test_a_file_that_is_not_whole_changes_nothing(home: Home, tmp_path: Path, share: float) -> None:
    whole = backup(home).file.read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(VerilodeError, match=r"cut\.tar\.gz: is no whole backup|cannot be read"):
        restore(home, tmp_path / "cut.tar.gz")
    assert answers(home) == ["before"]
    assert [path.name for path in home.root.iterdir() if path.name.startswith(".tmp")] == []


def forged(file: Path, version: str, name: str) -> Path:
    """An archive whose manifest names one file of ours."""
    with tarfile.open(file, "w:gz") as archive:
        for member, content in (
            ("manifest.json", {"version": version, "created_at": "", "files": {name: ""}}),
            (name, 1),
        ):
            part = file.with_name("part")
            part.write_text(json.dumps(content))
            archive.add(part, member)
    return file


@pytest.mark.parametrize(
    ("version", "name", "why"),
    [
        ("1.23.2", "../escaped", "leads elsewhere"),
        ("1.23.2", "/escaped", "leads elsewhere|not found"),
        ("1.23.2", "changed", "has changed"),
        ("99.0.0", "newer", "is from Label Studio 99.0.0, newer than 1.23.2"),
    ],
)
def test_an_archive_not_made_by_backup_is_refused(
    home: Home, tmp_path: Path, version: str, name: str, why: str
) -> None:
    with pytest.raises(VerilodeError, match=why):
        restore(home, forged(tmp_path / "forged.tar.gz", version, name))
    assert answers(home) == ["before"]


def test_releases_sort_as_numbers() -> None:
    assert release_number("1.9.0") < release_number("1.23.2")


@pytest.mark.labelstudio
def test_a_running_server_is_backed_up_and_must_be_stopped_to_be_put_back(tmp_path: Path) -> None:
    home = home_from_template(tmp_path / "home")
    try:
        running = server.up(home, 0)
        with connect(running.url, read(Account, home.account).token) as studio:
            studio.create_project("Before", "<View/>")
            kept = backup(home)
            studio.create_project("After", "<View/>")
        with pytest.raises(VerilodeError, match="stop it first: verilode labelstudio down"):
            restore(home, kept.file)
        server.down(home)
        restore(home, kept.file)
        again = server.up(home)
        with connect(again.url, read(Account, home.account).token) as studio:
            assert studio.find_project("Before")
            assert studio.find_project("After") is None
    finally:
        server.down(home)
