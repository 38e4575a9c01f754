"""Run a Label Studio of your own for people to label in, let them in, look after it.

One server per user, shared by all projects. Where LABEL_STUDIO_URL or the recipe's `labelstudio` names another
server, that one is used and none is started.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import typer

from annotation.studio import server
from annotation.studio.address import configured, find, section
from annotation.studio.backup import Backup, Restored
from annotation.studio.backup import backup as back_up
from annotation.studio.backup import restore as put_back
from annotation.studio.client import Studio, connect
from annotation.studio.invite import Invitation
from annotation.studio.pull import Problem, PullReport
from annotation.studio.pull import pull as pull_answers
from annotation.studio.push import PushReport
from annotation.studio.push import push as push_records
from annotation.studio.report import StudioReport
from annotation.studio.report import report as studio_report
from annotation.studio.state import Account, Home, read
from annotation.studio.watch import watch as keep_watch
from app.doctor import Check, Diagnosis
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project

app = typer.Typer()
DEFAULT = "status"
LONG = {"up", "backup", "push", "pull"}


@dataclass(frozen=True, slots=True)
class Up:
    """The server people can open now."""

    url: str
    version: str
    managed: bool
    email: str
    account_file: Path | None


@app.command()
def up(project: Project | None = None, *, port: int | None = None) -> Up:
    """Start Label Studio and wait until people can open it; install it before if this is the first time.

    Args:
        port: Port on this computer (default: the recipe's, the one of last time, or the first free from 8080).
    """
    entries = section(project.recipe) if project else {}
    elsewhere = configured(entries)
    if elsewhere is not None:
        from annotation.studio.client import connect

        with connect(elsewhere.url, elsewhere.token) as studio:
            return Up(elsewhere.url, studio.release().version, False, studio.whoami().email, None)
    home = Home.of_user()
    found = server.up(home, port if port is not None else entries.get("port"))
    account = read(Account, home.account)
    return Up(found.url, found.version, True, account.email if account else "", home.account)


@dataclass(frozen=True, slots=True)
class State:
    """How the server in use is: running, silent, died, stopped or refused."""

    state: str
    url: str | None
    version: str | None
    managed: bool
    pid: int | None
    detail: str

    @property
    def failure(self) -> str | None:
        """The reason of exit code 1."""
        return None if self.state in ("running", "stopped") else f"Label Studio: {self.state}; {self.detail}"


@app.command()
def status(project: Project | None = None) -> State:
    """Tell which Label Studio is in use and whether it answers."""
    elsewhere = configured(section(project.recipe) if project else {})
    if elsewhere is None:
        found = server.status(Home.of_user())
        return State(found.state, found.url, found.version, True, found.pid, found.detail)
    from annotation.studio.client import connect
    from annotation.studio.errors import StudioDown

    try:
        with connect(elsewhere.url, elsewhere.token, patience=10) as studio:
            version, email = studio.release().version, studio.whoami().email
        return State("running", elsewhere.url, version, False, None, f"as {email}")
    except VerilodeError as trouble:
        state = "silent" if isinstance(trouble, StudioDown) else "refused"
        return State(state, elsewhere.url, None, False, None, str(trouble))


@dataclass(frozen=True, slots=True)
class Down:
    """Whether there was a server to stop."""

    stopped: bool


@app.command()
def down() -> Down:
    """Stop the Label Studio that `up` started; nothing anybody entered is lost."""
    return Down(server.down(Home.of_user()))


@dataclass(frozen=True, slots=True)
class Log:
    """The last lines the server printed."""

    file: Path
    lines: list[str]


@app.command()
def logs(*, lines: int = 50) -> Log:
    """Show what the server printed last.

    Args:
        lines: How many lines, from the end.
    """
    home = Home.of_user()
    return Log(home.log, server.tail(home, lines))


@app.command()
def invite(email: str, project: Project | None = None, *, link: bool = False) -> Invitation:
    """Make an account for a person who will label; its password is shown now and never again.

    Args:
        email: The person's e-mail, which is the name to log in with. No mail is sent.
        link: Only show the link where the person can sign up alone.
    """
    from annotation.studio.invite import invite as let_in

    return let_in(find(section(project.recipe) if project else {}), email, link_only=link)


@app.command()
def doctor(project: Project | None = None) -> Diagnosis:
    """Check everything between this project and Label Studio."""
    from annotation.studio.doctor import examine

    found = examine(Home.of_user(), section(project.recipe) if project else {})
    return Diagnosis([Check(*astuple(check)) for check in found])


@app.command()
def backup(project: Project | None = None, *, out: Path | None = None) -> Backup:
    """Write everything in the managed server to one file; it may run meanwhile.

    Args:
        out: The new file (default: a dated one in the server's own folder).
    """
    return back_up(Home.of_user(), out)


@app.command()
def restore(file: Path) -> Restored:
    """Put a backup in the place of the stopped server's data, which are set aside.

    Args:
        file: What `verilode labelstudio backup` wrote.
    """
    return put_back(Home.of_user(), file)


def show_up(result: Up) -> Iterator[str]:
    """Where to go, and how the owner gets in."""
    yield f"Label Studio {result.version} is at {result.url}"
    yield f"log in as {result.email}" + (f"; the password is in {result.account_file}" if result.account_file else "")
    if result.managed:
        yield "let others in with: verilode labelstudio invite EMAIL"


def show_status(result: State) -> Iterator[str]:
    """One line."""
    words = [result.state, f"at {result.url}" if result.url else "", f"({result.version})" if result.version else ""]
    yield " ".join(filter(None, words)) + (f"; {result.detail}" if result.detail else "")


def show_down(result: Down) -> str:
    """What happened."""
    return "Label Studio is stopped" if result.stopped else "no Label Studio of ours was running"


def show_logs(result: Log) -> Iterator[str]:
    """The lines themselves."""
    yield from result.lines or [f"nothing yet in {result.file}"]


def show_invite(result: Invitation) -> Iterator[str]:
    """What to hand over."""
    if result.password is None:
        yield f"{result.email} can sign up at {result.url}"
        return
    yield f"{result.email} can log in at {result.url}"
    yield f"password: {result.password}   (shown only now)"


def show_doctor(result: Diagnosis) -> Iterator[str]:
    """One line per check."""
    for check in result.checks:
        yield f"{'ok  ' if check.ok else 'BAD '} {check.name:<16} {check.detail}"


def show_backup(result: Backup) -> Iterator[str]:
    """Where it is."""
    yield f"{result.file} ({result.bytes / 2**20:.2f} MiB, Label Studio {result.version})"
    yield "it holds all texts and passwords: keep it where only you can read it"


def show_restore(result: Restored) -> Iterator[str]:
    """What is in place, and where the old data are."""
    yield f"the data of {result.created_at} are in place (Label Studio {result.version})"
    if result.set_aside:
        yield f"what was there before is in {result.set_aside}"


@app.command()
def push(
    project: Project, *, phase: str | None = None, title: str | None = None, blind: bool | None = None
) -> PushReport:
    """Send open records to Label Studio, each once; after any failure simply run it again.

    Args:
        phase: pilot, audit, rest or adjudication; default the first of adjudication, pilot, audit and rest that waits.
        title: Begins the title of the project there; default the recipe's.
        blind: Show no suggestion beside the records; default as the phase has it.
    """
    with _studio(project) as studio:
        return push_records(project, studio, phase, title, blind)


@app.command()
def pull(
    project: Project, *, watch: float | None = None, webhook_port: int | None = None, thorough: bool = False
) -> PullReport:
    """Fetch what people answered in Label Studio.

    Args:
        watch: Go on until stopped, with at most so many seconds between two looks.
        webhook_port: With --watch, listen on this port for Label Studio's webhooks and look at once when one comes.
        thorough: Also look for deleted tasks one by one, which otherwise happens once a day.
    """
    with _studio(project) as studio:
        if watch is not None:
            return keep_watch(project, studio, watch, webhook_port)
        return pull_answers(project, studio, thorough)


@app.command()
def report(project: Project) -> StudioReport:
    """Tell how far Label Studio is with what was sent there."""
    return studio_report(project)


def show_push(result: PushReport) -> Iterator[str]:
    """Where people find it."""
    yield from [] if result.projects else [f"nothing is open in the phase {result.phase}"]
    for one in result.projects:
        yield f"{one.sent:,} records sent, {one.there:,} there in all: {one.url}"


def show_pull(result: PullReport) -> Iterator[str]:
    """What was new, and what is wrong."""
    yield f"{result.answered:,} answered, {result.discarded:,} fit no answer, {result.skipped:,} skipped"
    yield from [f"{result.withdrawn:,} taken back"] if result.withdrawn else []
    yield from _problems(result.problems)


def show_report(result: StudioReport) -> Iterator[str]:
    """One line per project, then what is wrong."""
    for run in result.runs:
        yield f"{run.phase:<12} {run.records:,} of {run.tasks:,} answered, {run.skipped:,} skipped  {run.url}"
    yield from _problems(result.problems)


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    for one in problems:
        yield f"no answer: {one.reason} ({one.actor}, {one.url})"


def _studio(project: Project) -> Studio:
    address = find(section(project.recipe))
    return connect(address.url, address.token)
