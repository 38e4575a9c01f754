"""Databases: the settings that durability rests on, one writer at a time, and refusals of one line."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.core.errors import VerilodeError
from pipelines.store.database import (
    FIRST_SAFE_SQLITE,
    begin_write,
    journal_mode,
    open_engine,
    sqlite_module,
    sqlite_url,
)
from pipelines.store.events import EventLane


def test_a_connection_has_the_settings_that_durability_rests_on(tmp_path: Path) -> None:
    with open_engine(sqlite_url(tmp_path / "a.db")).connect() as connection:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    assert found == {
        "journal_mode": journal_mode().lower(),
        "synchronous": 2,
        "busy_timeout": 60_000,
        "foreign_keys": 1,
    }


def test_the_write_ahead_log_is_used_only_where_it_is_safe() -> None:
    safe = sqlite_module().sqlite_version_info >= FIRST_SAFE_SQLITE
    assert journal_mode() == ("WAL" if safe else "TRUNCATE")


def test_two_writers_wait_for_each_other(lane: EventLane) -> None:
    with lane.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(sa.text("INSERT INTO counter VALUES (0)"))

    def add_ten() -> None:
        for _ in range(10):
            with begin_write(lane.engine) as connection:
                n = connection.scalar(sa.text("SELECT n FROM counter"))
                connection.execute(sa.text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    with lane.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT n FROM counter")) == 40


def test_a_failing_write_leaves_nothing(lane: EventLane) -> None:
    with pytest.raises(ZeroDivisionError), begin_write(lane.engine) as connection:
        connection.execute(sa.text("INSERT INTO items VALUES ('r1', 1)"))
        1 / 0  # noqa: B018
    assert lane.versions(["r1"]) == {}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://x", "database URL must start with sqlite or postgresql, not 'mysql'"),
        ("postgresql://db:port/x", "the database URL cannot be read; wanted postgresql://USER@HOST/NAME"),
        ("postgresql://ann:secret@127.0.0.1:1/x", "cannot be opened: "),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line_without_the_password(url: str, reason: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(VerilodeError) as caught:
        EventLane(url).last_seq()
    assert reason in str(caught.value)
    assert "secret" not in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "events.db").write_text("this is no database, but long enough to look at" * 10)
    with pytest.raises(VerilodeError, match="events.db: cannot be opened: file is not a database"):
        EventLane(sqlite_url(tmp_path / "events.db")).last_seq()
