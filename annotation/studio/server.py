"""The managed Label Studio: up, status, down, logs. One per user, on loopback, never anybody else's process."""

import os
import re
import secrets
import signal
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace

import psutil

from annotation.studio import environment
from annotation.studio.backup import backup, release_number
from annotation.studio.health import answers_tcp, ask, is_up, listening
from annotation.studio.launch import choose_port, launch
from annotation.studio.private import alone, private_folder
from annotation.studio.state import Account, Home, Serving, keep, read
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress

EMAIL = "verilode@localhost.localdomain"
"""Login name of the first user. It is never written to."""

FIRST_START, RESTART = 180, 60
"""Seconds a start may take on an idle machine: with and without making the database (28 and 7 were measured)."""

_TOLD_EVERY = 5
"""Seconds between two reports of waiting."""

_TOKEN = re.compile(r"token=[\w-]+(?:\.{3})?")

_GRACE = 10.0
"""Seconds between asking the server to stop and making it."""


@dataclass(frozen=True, slots=True)
class Status:
    """One of running, silent (it lives and does not answer as ours), died, stopped; and where."""

    state: str
    url: str | None = None
    version: str | None = None
    pid: int | None = None
    detail: str = ""


def up(home: Home, port: int | None = None) -> Serving:
    """The running server; installed and started if need be. A second call at the same time waits for the first.

    Args:
        home: Where it lives.
        port: Port on 127.0.0.1; by default the last one, or the first free one from 8080 on.

    Raises:
        VerilodeError: why it cannot be installed or started, with the end of its log.
    """
    private_folder(home.root)
    with alone(home.root / ".lock", "it starts or stops Label Studio"):
        last = read(Serving, home.serving)
        if last is None or not last.lives:
            return _start(home, choose_port(port, last.port if last else None))
        if port not in (None, 0, last.port):
            raise VerilodeError(f"Label Studio already runs at {last.url}; stop it first: verilode labelstudio down")
        _await(home, last, _account(home), RESTART)  # a start that was cut off may still be under way
        return last


def status(home: Home) -> Status:
    """How the managed server is; asks it, changes nothing."""
    last = read(Serving, home.serving)
    if last is None or last.pid == 0:
        return Status("stopped", detail="start it with: verilode labelstudio up")
    if not last.lives:
        return Status("died", last.url, last.version, detail=f"its last words: {last_words(home)}")
    trouble, _ = _trouble(last, read(Account, home.account))
    return Status("silent" if trouble else "running", last.url, last.version, last.pid, trouble or "")


def down(home: Home) -> bool:
    """Stop the managed server and nothing else; whether there was one to stop."""
    if not home.serving.exists():
        return False
    with alone(home.root / ".lock", "it starts or stops Label Studio"):
        last = read(Serving, home.serving)
        if last is None:
            return False
        lived = last.lives
        stop(last)
        keep(Serving(last.port, last.version, 0, 0.0, last.place), home.serving)
        return lived


def stop(serving: Serving) -> None:
    """Ask that process to end, then make it; a stranger who was given its number is left alone."""
    if not serving.lives:
        return
    with suppress(ProcessLookupError):
        os.kill(serving.pid, signal.SIGTERM)
    end = time.monotonic() + _GRACE
    while serving.lives and time.monotonic() < end:
        time.sleep(0.02)
    if serving.lives:
        with suppress(ProcessLookupError):
            os.killpg(serving.pid, signal.SIGKILL)
    end = time.monotonic() + _GRACE
    while (serving.lives or answers_tcp(serving.port)) and time.monotonic() < end:  # threads outlive the first one
        time.sleep(0.02)


def tail(home: Home, lines: int) -> list[str]:
    """The last lines the server printed, without the tokens of invitations, so that they can be shown to others."""
    try:
        with home.log.open(encoding="utf-8", errors="replace") as text:
            return [_TOKEN.sub("token=…", line.rstrip("\n")) for line in deque(text, maxlen=lines)]
    except FileNotFoundError:
        return []


def last_words(home: Home) -> str:
    """The last line of the log that says something, cut to a readable length."""
    said = [line.strip() for line in tail(home, 50) if line.strip()]
    return (said or ["nothing"])[-1][:300]


def _start(home: Home, port: int) -> Serving:
    folder = environment.ensure(home.environments)
    private_folder(home.data)
    first = not home.database.exists()
    account = _new_account(home) if first else _upgraded(home, _account(home))
    serving = launch(home, folder, account, port)
    try:
        keep(serving, home.serving)
        _await(home, serving, account, FIRST_START if first else RESTART)
        keep(replace(account, version=environment.VERSION), home.account)
    except BaseException:
        stop(serving)
        raise
    return serving


def _new_account(home: Home) -> Account:
    """Made with the database; one left from a first start that was cut off is used again, for it may be in there."""
    password, token, secret = secrets.token_urlsafe(18), secrets.token_hex(20), secrets.token_urlsafe(48)
    account = read(Account, home.account) or Account(EMAIL, password, token, secret, environment.VERSION)
    keep(account, home.account)
    return account


def _upgraded(home: Home, account: Account) -> Account:
    """Keep a copy before a newer Label Studio changes the database, for it cannot change it back."""
    had, have = release_number(account.version), release_number(environment.VERSION)
    if had > have:
        raise VerilodeError(f"was last used by Label Studio {account.version}, newer than ours", file=home.data)
    if had < have:
        backup(home)
    return account


def _account(home: Home) -> Account:
    account = read(Account, home.account)
    if account is None:
        raise VerilodeError("is missing beside the database it opens; restore a backup", file=home.account)
    return account


def _await(home: Home, serving: Serving, account: Account, seconds: float) -> None:
    """Wait until the process answers as ours; a busy machine gets more time."""
    label = "seconds of waiting for Label Studio" + (", which makes its database" if seconds == FIRST_START else "")
    begun, told = time.monotonic(), -1
    patience = seconds * max(1.0, psutil.getloadavg()[0] / (os.cpu_count() or 1))
    while True:
        if not serving.lives:
            raise VerilodeError(f"Label Studio ended while starting: {last_words(home)}", file=home.log)
        if (listening(serving.pid) or {serving.port}) != {serving.port}:
            raise VerilodeError(f"another program took port {serving.port} while Label Studio started; try again")
        trouble, final = _trouble(serving, account)
        if trouble is None:
            return
        waited = time.monotonic() - begun
        if final or waited > patience:
            raise VerilodeError(f"{trouble}, after {waited:.0f} s; the log ends: {last_words(home)}", file=home.log)
        if waited // _TOLD_EVERY != told:
            told = waited // _TOLD_EVERY
            progress(label, int(waited))
        time.sleep(0.2)


def _trouble(serving: Serving, account: Account | None) -> tuple[str | None, bool]:
    """Why the server is not usable as ours, and whether waiting is of no use; (None, True) when it is usable."""
    ports = listening(serving.pid)
    if ports is not None and serving.port not in ports:
        return f"process {serving.pid} does not listen on port {serving.port}", False
    if not is_up(serving.url):
        return f"{serving.url} does not answer", False
    if account is None:
        return "its account is not kept", True
    answer = ask(serving.url, "/api/current-user/whoami", account.token)
    if answer is None or answer.status >= 500:
        return f"{serving.url} does not say who we are", False
    if answer.status == 200 and answer.body.get("email") == account.email:
        return None, True
    return f"{serving.url} refuses our token ({answer.body.get('detail') or answer.status})", True
