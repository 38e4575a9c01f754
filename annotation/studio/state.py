"""What is kept about the managed Label Studio: where it lies, its account, and which process it is."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from annotation.studio.private import write_privately
from pipelines.core.errors import VerilodeError
from pipelines.core.processes import here, started

HOME_VARIABLE = "VERILODE_LABELSTUDIO_HOME"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of the managed server. One server per user: projects share it, each as a project of its own."""

    root: Path

    @classmethod
    def of_user(cls) -> "Home":
        """VERILODE_LABELSTUDIO_HOME, or `verilode/labelstudio` in the user's data folder (XDG_DATA_HOME)."""
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        return cls(Path(os.environ.get(HOME_VARIABLE) or data / "verilode" / "labelstudio").expanduser().absolute())

    @property
    def environments(self) -> Path:
        """One virtual environment per version."""
        return self.root / "environments"

    @property
    def data(self) -> Path:
        """Label Studio's own data, with the account that opens them."""
        return self.root / "data"

    @property
    def database(self) -> Path:
        """The SQLite file with everything people entered."""
        return self.data / "label_studio.sqlite3"

    @property
    def account(self) -> Path:
        """File of the `Account`; it belongs to the data, for Label Studio reads it at the very first start only."""
        return self.data / "verilode-account.json"

    @property
    def serving(self) -> Path:
        """File of the `Serving`."""
        return self.root / "server.json"

    @property
    def log(self) -> Path:
        """What the server printed since it was started."""
        return self.root / "server.log"

    @property
    def backups(self) -> Path:
        """Where backups go that were not sent elsewhere."""
        return self.root / "backups"


@dataclass(frozen=True, slots=True)
class Account:
    """The first user of the server, who owns it, and the version that last opened its data.

    `secret` signs the sessions and personal access tokens. Left to itself Label Studio draws one and writes it to a
    file it cannot always read back (a `#` in it is enough), so that a restart would end them all.
    """

    email: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    secret: str = field(repr=False)
    version: str


@dataclass(frozen=True, slots=True)
class Serving:
    """The process that was started last. `start` and `place` tell it from a stranger given its number later."""

    port: int
    version: str
    pid: int
    start: float
    place: str

    @property
    def url(self) -> str:
        """Where people open it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def lives(self) -> bool:
        """Whether that very process is still there."""
        return self.pid > 0 and self.place == here() and started(self.pid) == self.start


def read(kind: type[T], file: Path) -> T | None:
    """The `Account` or `Serving` in `file`; None where there is no such file."""
    try:
        values: Any = json.loads(file.read_text("utf-8"))
        return kind(**values)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as damage:
        raise VerilodeError(f"cannot be read ({type(damage).__name__})", file=file) from None


def keep(value: Account | Serving, file: Path) -> None:
    """Write it, for the user's eyes only."""
    write_privately(file, json.dumps(asdict(value), indent=1).encode())
