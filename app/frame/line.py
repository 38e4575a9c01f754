"""One command line from its words to its exit code; every way it can end is decided here."""

import os
import select
import signal
import sys
import tempfile
import threading
import traceback
from types import TracebackType

import typer

from app.frame.group import verbs
from app.frame.screen import say, write_json
from pipelines.core.errors import VerilodeError


def run_line(argv: list[str], package: str = "app.commands") -> int:
    """Run `verilode` with these words; the reason of a failure goes to stderr, and to stdout with --json."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill ends as Ctrl-C does
    code = _attempt(argv, "--json" in argv, package)
    return code if _stdout_delivered() else 1


def _attempt(argv: list[str], as_json: bool, package: str) -> int:
    words = argv or ["--help"]
    try:
        with verbs(package).make_context("verilode", list(words), obj={"argv": words}) as context:
            context.command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _failed("cancelled", as_json)
    except VerilodeError as error:
        return _failed(str(error), as_json)
    except typer.TyperException as usage:
        return _failed(_usage(usage), as_json, usage.exit_code)
    except BrokenPipeError:
        if not _reader_left():  # then it was some other pipe, and a bug
            raise
        return 1
    return 0


def _failed(reason: str, as_json: bool, code: int = 1) -> int:
    say(reason)
    if as_json:
        write_json({"error": reason})
    return code


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    where = f" (see: {context.command_path} --help)" if context else ""
    return error.format_message().rstrip(".") + where


def _reader_left() -> bool:
    """Whether nobody reads stdout any more, as in `verilode … | head`."""
    stdout = select.poll()
    stdout.register(1, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in stdout.poll(0))


def _stdout_delivered() -> bool:
    """Whether everything written found a reader; if not, the rest goes nowhere, quietly."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # for the interpreter's own flush at exit
        return False
    return True


def catch_bugs(as_json: bool) -> None:
    """From now on an exception nobody foresaw is one line for the user and a traceback in a file."""

    def on_bug(kind: type[BaseException], bug: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            _failed("cancelled", as_json)
            return
        message = " ".join(str(bug).split())[:300]
        _failed(f"unexpected error: {kind.__name__}: {message} (details in {_written(bug)})", as_json)
        _stdout_delivered()

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            say(f"unexpected error: {args.exc_type.__name__} (details in {_written(args.exc_value)})")

    sys.excepthook, threading.excepthook = on_bug, in_thread


def _written(bug: BaseException) -> str:
    handle, path = tempfile.mkstemp(prefix="verilode-error-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.writelines(traceback.format_exception(bug))
    return path
