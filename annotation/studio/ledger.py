"""The ledger: what was sent to which Label Studio, and what was last heard from there.

Its tables lie in the project's database beside the events, so that what is heard and the events it becomes are
stored in one transaction. They are no events themselves: they say where things are, not what people decided.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from pipelines.store.database import begin_write

METADATA = sa.MetaData()

SENDING, THERE, GONE = "sending", "there", "gone"
"""A task may have arrived, has arrived, or was deleted on the server."""

RUNS = sa.Table(
    "studio_runs",
    METADATA,
    sa.Column("run", sa.String(16), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("project", sa.Integer),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("phase", sa.String(32), nullable=False),
    sa.Column("batch", sa.String(128), nullable=False),
    sa.Column("template", sa.String(64), nullable=False),
    sa.Column("blind", sa.Boolean, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("config_hash", sa.String(64), nullable=False),
    sa.Column("guideline", sa.String(16), nullable=False),
    sa.Column("model_version", sa.String(128)),
    sa.Column("cursor", sa.String(40)),
    sa.Column("counted", sa.String(40)),
    sa.Column("at", sa.String(40), nullable=False),
)

TASKS = sa.Table(
    "studio_tasks",
    METADATA,
    sa.Column("run", sa.String(16), primary_key=True),
    sa.Column("record_id", sa.String(128), primary_key=True),
    sa.Column("task", sa.Integer, index=True),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("suggested", sa.Text),
    sa.Column("planted", sa.Text),
    sa.Column("seen", sa.String(40)),
)

ANSWERS = sa.Table(
    "studio_answers",
    METADATA,
    sa.Column("run", sa.String(16), primary_key=True),
    sa.Column("task", sa.Integer, primary_key=True),
    sa.Column("actor", sa.String(128), primary_key=True),
    sa.Column("record_id", sa.String(128), nullable=False),
    sa.Column("annotation", sa.Integer, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("value", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("seconds", sa.Float),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("event", sa.String(128)),
)
"""What each person's newest annotation of a task says; `event` is the key of the event that stands for it now."""

PEOPLE = sa.Table(
    "studio_people",
    METADATA,
    sa.Column("run", sa.String(16), primary_key=True),
    sa.Column("user", sa.Integer, primary_key=True),
    sa.Column("actor", sa.String(128), nullable=False),
)
"""Who a server's user number was when last seen, for people who are deleted there later."""


@dataclass(frozen=True, slots=True)
class Run:
    """One batch of records in one project of one server.

    `run` is drawn at random and written into the project's description on the server, which is how the project is
    known again. `batch` is the commit that put the records before people; `people` how many answer each record;
    `guideline` the version people see there now; `cursor` the server's time up to which answers were heard; `counted`
    when the tasks were last counted one by one.
    """

    run: str
    url: str
    project: int | None
    title: str
    phase: str
    batch: str
    template: str
    blind: bool
    people: int
    config_hash: str
    guideline: str
    model_version: str | None = None
    cursor: str | None = None
    counted: str | None = None
    at: str = ""

    @property
    def mark(self) -> str:
        """What the project's description on the server says."""
        return f"verilode run {self.run}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it was sent: `suggested` is the value shown with it, `planted` the wrong one shown on purpose."""

    record_id: str
    content_hash: str
    state: str
    task: int | None = None
    suggested: str | None = None
    planted: str | None = None
    seen: str | None = None


class Ledger:
    """The tables of one project."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        with begin_write(engine) as connection:
            METADATA.create_all(connection)

    def runs(self, **where: Any) -> list[Run]:
        """The runs with these values, newest first."""
        query = sa.select(RUNS).where(*_equal(RUNS, where)).order_by(RUNS.c.at.desc(), RUNS.c.run)
        with self.engine.connect() as connection:
            return [Run(**row._mapping) for row in connection.execute(query)]

    def add_run(self, **values: Any) -> Run:
        """A new run with an id of its own."""
        run = Run(run=secrets.token_hex(6), at=datetime.now(UTC).isoformat(timespec="microseconds"), **values)
        with begin_write(self.engine) as connection:
            connection.execute(RUNS.insert().values(asdict(run)))
        return run

    def change_run(self, run: Run, **values: Any) -> Run:
        """The run with other values."""
        with begin_write(self.engine) as connection:
            connection.execute(RUNS.update().where(RUNS.c.run == run.run).values(values))
        return Run(**{**asdict(run), **values})

    def sent(self, run: Run) -> dict[str, Sent]:
        """Everything that was sent in a run, by record id."""
        names = [field.name for field in fields(Sent)]
        query = sa.select(*(TASKS.c[name] for name in names)).where(TASKS.c.run == run.run)
        with self.engine.connect() as connection:
            return {row.record_id: Sent(**row._mapping) for row in connection.execute(query)}

    def note(self, run: Run, sent: Iterable[Sent]) -> None:
        """Write these down, in the place of what was written about the same records before."""
        rows = [{"run": run.run, **asdict(one)} for one in sent]
        if not rows:
            return
        with begin_write(self.engine) as connection:
            for start in range(0, len(rows), 500):
                names = [row["record_id"] for row in rows[start : start + 500]]
                same = sa.and_(TASKS.c.run == run.run, TASKS.c.record_id.in_(names))
                connection.execute(TASKS.delete().where(same))
            connection.execute(TASKS.insert(), rows)

    def remember(self, run: Run, users: Mapping[int, str]) -> dict[int, str]:
        """The actor behind each user number: the server's users of today, and those of earlier who are gone."""
        with begin_write(self.engine) as connection:
            query = sa.select(PEOPLE).where(PEOPLE.c.run == run.run)
            known = {row.user: row.actor for row in connection.execute(query)}
            for user, actor in users.items():
                if known.get(user) != actor:
                    here = sa.and_(PEOPLE.c.run == run.run, PEOPLE.c.user == user)
                    connection.execute(PEOPLE.delete().where(here))
                    connection.execute(PEOPLE.insert().values(run=run.run, user=user, actor=actor))
        return known | dict(users)

    def answers(self, run: Run) -> list[sa.Row[Any]]:
        """What was heard of every person and task of a run."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(ANSWERS).where(ANSWERS.c.run == run.run)))


def _equal(table: sa.Table, where: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == value for name, value in where.items()]
