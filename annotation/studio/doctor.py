"""Checks of everything between us and Label Studio; a new one is a function with `@check`, and nothing else."""

import base64
import json
import platform
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

from annotation.studio import environment, server
from annotation.studio.address import Address, configured, find, is_loopback
from annotation.studio.client import connect
from annotation.studio.errors import StudioDown, StudioRefused
from annotation.studio.health import answers_tcp
from annotation.studio.state import Home
from pipelines.core.errors import VerilodeError

REDIS_PORT = 6379
_TESTED_SDK = "2.1."


@dataclass(frozen=True, slots=True)
class Check:
    """One answer: what was looked at, whether it will do, and what was found."""

    name: str
    ok: bool
    detail: str


class Patient:
    """What the checks look at: the managed server's home and the recipe's section."""

    def __init__(self, home: Home, entries: Mapping[str, Any]) -> None:
        self.home = home
        self.entries = entries

    @cached_property
    def address(self) -> Address | None:
        """The server in use, if any."""
        try:
            return find(self.entries, self.home)
        except VerilodeError:
            return None


Found = tuple[bool, str]
_CHECKS: dict[str, Callable[[Patient], Found]] = {}


def check(function: Callable[[Patient], Found]) -> Callable[[Patient], Found]:
    """Have `verilode labelstudio doctor` run this function; its name, with spaces, is the check's."""
    _CHECKS[function.__name__.replace("_", " ")] = function
    return function


def examine(home: Home, entries: Mapping[str, Any]) -> list[Check]:
    """Run every check."""
    patient = Patient(home, entries)
    return [Check(name, *_survived(look, patient)) for name, look in _CHECKS.items()]


def _survived(look: Callable[[Patient], Found], patient: Patient) -> Found:
    try:
        return look(patient)
    except VerilodeError as error:
        return False, str(error)


@check
def python(patient: Patient) -> Found:
    """Whether the server's packages exist for this Python."""
    environment.refuse_python(sys.version_info[:2])
    return True, f"{platform.python_version()} can run Label Studio {environment.VERSION}"


@check
def client_library(patient: Patient) -> Found:
    """Whether label-studio-sdk is there, in a release we know."""
    try:
        found = metadata.version("label-studio-sdk")
    except metadata.PackageNotFoundError:
        return False, "label-studio-sdk is missing; pip install 'verilode[labelstudio]'"
    good = found.startswith(_TESTED_SDK)
    return good, f"label-studio-sdk {found}" + ("" if good else f"; {_TESTED_SDK}* was tested")


@check
def installation(patient: Patient) -> Found:
    """Whether the managed server is installed; not yet is fine."""
    folder = patient.home.environments / environment.name()
    if environment.complete(folder):
        return True, f"Label Studio {environment.VERSION} in {folder}"
    return True, f"Label Studio {environment.VERSION} is not installed; `verilode labelstudio up` does it"


@check
def disk(patient: Patient) -> Found:
    """Whether the disk of the managed server has room."""
    there = next(path for path in (patient.home.root, *patient.home.root.parents) if path.exists())
    free = shutil.disk_usage(there).free
    return free >= environment.NEEDED_DISK, (
        f"{free / 2**30:.1f} GiB free at {there}, {environment.NEEDED_DISK / 2**30:.1f} needed"
    )


@check
def redis(patient: Patient) -> Found:
    """A Redis on its usual port takes the server's background work, which then waits for workers nobody started."""
    if not answers_tcp(REDIS_PORT):
        return True, f"nothing on port {REDIS_PORT}, so the server does its work itself"
    return False, f"something answers on port {REDIS_PORT}: Label Studio would leave background work to it"


@check
def server_process(patient: Patient) -> Found:
    """Whether the managed server is well, or none is needed."""
    elsewhere = configured(patient.entries)
    if elsewhere is not None:
        return True, f"{elsewhere.url} is configured; none is managed here"
    found = server.status(patient.home)
    return found.state in ("running", "stopped"), " ".join(filter(None, [found.state, found.url, found.detail]))


@check
def server_version(patient: Patient) -> Found:
    """Whether the server in use is a release like the one we are tested on."""
    if patient.address is None:
        return True, "no server in use"
    with connect(patient.address.url, patient.address.token, patience=10) as studio:
        found = studio.release()
    tested = environment.VERSION.rpartition(".")[0]
    good = found.version.startswith(f"{tested}.")
    return good, f"{found.version} {found.edition}" + ("" if good else f"; {tested}.* was tested")


@check
def token(patient: Patient) -> Found:
    """Whether the server takes our token, and if not, what is usually the reason."""
    if patient.address is None:
        return True, "no server in use"
    kind = token_kind(patient.address.token)
    try:
        with connect(patient.address.url, patient.address.token, patience=10) as studio:
            return True, f"a {kind} of {studio.whoami().email}"
    except StudioDown as nobody:
        return False, str(nobody)
    except StudioRefused as refusal:
        return False, f"a {kind}: {refusal.detail}" + _hint(kind, refusal.detail)


@check
def transport(patient: Patient) -> Found:
    """Whether the token travels where others can read it."""
    if patient.address is None:
        return True, "no server in use"
    url = patient.address.url
    if is_loopback(url):
        return True, "the server is on this computer"
    good = urlsplit(url).scheme == "https"
    return good, f"{url} is " + (
        "encrypted" if good else "not encrypted: the token and all texts can be read on the way"
    )


@check
def webhooks(patient: Patient) -> Found:
    """What the server's guard against requests to inner addresses means for us."""
    return True, "not used: the server would refuse to call this computer (SSRF protection), so it is asked instead"


def token_kind(value: str) -> str:
    """What a token is, from its looks: `legacy token`, `personal access token` or `short-lived access token`."""
    parts = value.split(".")
    if len(parts) != 3:
        return "legacy token"
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return "short-lived access token" if claims.get("token_type") == "access" else "personal access token"
    except (ValueError, AttributeError):
        return "legacy token"


def _hint(kind: str, detail: str) -> str:
    if "legacy token authentication has been disabled" in detail:
        return "; use a personal access token (Label Studio: Account & Settings)"
    if kind == "short-lived access token":
        return "; it lives five minutes, use the personal access token it came from"
    return "; copy it again from Label Studio: Account & Settings"
