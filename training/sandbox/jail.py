"""The inside of the sandbox, run as a script: lock everything, then become the program.

Order matters: first new namespaces and a root of its own, while that is still allowed; then a user without rights and
the limits; last the program. Only the standard library, for nothing else is there.

Isolation follows what bubblewrap and runc do: an own user, mount, process, network and IPC namespace, pivot_root into
an almost empty file system, no new privileges. The first process inside is ours: it starts the program and waits. It
cannot be killed from inside, it stays in the group that is killed when time is up, and when it ends the kernel kills
everything else in its namespace, whatever that has done to stay.
"""

# pathlib takes longer to import than all of this to run, and /tmp is this run's own
# ruff: noqa: PTH102, PTH103, PTH112, PTH114, PTH115, PTH120, PTH123, PTH211, S108, S606

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

_NEW_NS, _NEW_UTS, _NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = 0x20000, 0x4000000, 0x8000000, 1 << 28, 1 << 29, 1 << 30
_READ_ONLY, _NO_SUID, _NO_DEVICES, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
_DETACH = 2
_DIE_WITH_PARENT, _DUMPABLE, _NO_NEW_PRIVILEGES = 1, 4, 38
_NOBODY, _FIRST_USER = 65534, 1_000_000_000
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(what: str, result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def _separate(spec: dict) -> None:
    """New namespaces; whoever is not allowed to make them gets a user namespace, in which he is."""
    rest = _NEW_NS | _NEW_UTS | _NEW_IPC | _NEW_PID | _NEW_NET
    if os.geteuid() == 0:
        if _libc().unshare(rest) == 0:
            return
        _drop(spec["user"], spec["folder"])  # or whatever is inside would still be root to the limits
        _libc().prctl(_DUMPABLE, 1, 0, 0, 0)  # or its own files below would be out of reach
    uid, gid = os.geteuid(), os.getegid()
    _checked("no new namespaces", _libc().unshare(rest | _NEW_USER))
    for name, content in (("setgroups", "deny"), ("gid_map", f"{_NOBODY} {gid} 1"), ("uid_map", f"{_NOBODY} {uid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(content)


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    given = [text.encode() for text in (source, target, kind)]
    _checked(f"cannot mount {target}", _libc().mount(*given, ctypes.c_ulong(flags), data.encode()))


def _own_root(root: str, prefix: str, file_mb: int) -> None:
    """A file system that holds the system's libraries and this Python, read-only, and one folder to write to."""
    _mount("none", "/", "", _RECURSIVE | _PRIVATE)
    _mount("tmpfs", root, "tmpfs", _NO_SUID | _NO_DEVICES, "size=1m,mode=755")
    for path in (*_SYSTEM, *_DEVICES, prefix):
        _show(root, path)
    os.mkdir(f"{root}/tmp")
    _mount("tmpfs", f"{root}/tmp", "tmpfs", _NO_SUID | _NO_DEVICES, f"size={file_mb}m,mode=1777")
    os.chdir(root)
    libc = _libc()
    _checked("cannot change the root", libc.syscall(_PIVOT_ROOT[os.uname().machine], b".", b"."))
    _checked("cannot leave the old root", libc.umount2(b".", _DETACH))
    os.chdir("/")
    _mount("none", "/", "", _REMOUNT | _BIND | _READ_ONLY | _NO_SUID | _NO_DEVICES)


def _show(root: str, path: str) -> None:
    """Bind a folder or device into the new root; links stay links; what lies in something shown is there already."""
    inside = root + path
    if not os.path.lexists(path) or os.path.lexists(inside):
        return
    os.makedirs(os.path.dirname(inside), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), inside)
        return
    if os.path.isdir(path):
        os.mkdir(inside)
        devices = _NO_DEVICES
    else:
        os.close(os.open(inside, os.O_CREAT | os.O_WRONLY, 0o644))
        devices = 0
    _mount(path, inside, "", _BIND | _RECURSIVE)
    with suppress(OSError if not devices else ()):  # a device file may stay as it is: its node is what it guards
        _mount("none", inside, "", _REMOUNT | _BIND | _READ_ONLY | _NO_SUID | devices)


def _drop(own: int, folder: str) -> None:
    """Root becomes a user whom nobody else is, so that the limit on processes counts this run alone."""
    if os.geteuid() != 0:
        return
    os.setgroups([])
    for user in (own, _NOBODY):  # a container may know no user beyond the first 65536
        with suppress(OSError):
            if folder:
                os.chown(folder, user, user)
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            return
    raise OSError("cannot change to a user without rights")


def _bound(limits: dict[str, int]) -> None:
    megabyte = 2**20
    for what, most in (
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, limits["memory_mb"] * megabyte),
        (resource.RLIMIT_FSIZE, limits["file_mb"] * megabyte),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _lock(spec: dict) -> None:
    """What the first process inside does to itself: no rights, and no way back."""
    separate = spec["isolation"] == "namespaces"
    _drop(spec["user"], "" if separate else spec["folder"])
    os.chdir("/tmp" if separate else spec["folder"])
    if sys.platform == "linux":
        _die_with_parent()  # again: changing the user forgot it
        _checked("privileges could come back", _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _checked("others could look into it", _libc().prctl(_DUMPABLE, 0, 0, 0, 0))
    _bound(spec["limits"])


def _die_with_parent() -> None:
    if sys.platform == "linux":
        _checked("no way to die with the parent", _libc().prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0))


def _become(spec: dict) -> None:
    os.execve(spec["python"], [spec["python"], "-I", "-S", "-B", "-c", spec["program"]], {})


def _attempt(report: int, step: Callable[[dict], None], spec: dict) -> None:
    """Run a step of building; when it fails, tell the other end of the pipe why and run nothing."""
    try:
        step(spec)
    except (OSError, KeyError, ValueError) as refused:
        os.write(report, str(refused).encode())
        os._exit(1)


def _build(spec: dict) -> None:
    _die_with_parent()
    if spec["isolation"] == "namespaces":
        _separate(spec)
        _own_root(spec["folder"], spec["prefix"], spec["limits"]["file_mb"])


def _wait(child: int) -> None:
    """End as the child ends; whoever else lost his parent is buried on the way."""
    for descriptor in (0, 1, 2):
        os.close(descriptor)  # only the program holds the pipes: they end when it does
    while True:
        ended, status = os.wait()
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def main() -> None:
    """Build the sandbox of the JSON in the first argument, run its program, and end as it ended.

    Reasons for running nothing go to the descriptor in the second argument, which no program inherits.
    """
    spec, report = json.loads(sys.argv[1]), int(sys.argv[2])
    os.set_inheritable(report, False)
    spec["user"] = _FIRST_USER + os.getpid()
    _attempt(report, _build, spec)
    first = os.fork()  # the new process namespace begins with the next process
    if first == 0:
        _attempt(report, _lock, spec)
        program = os.fork()
        if program == 0:
            _attempt(report, _become, spec)
        os.close(report)
        _wait(program)
    os.close(report)
    _wait(first)


if __name__ == "__main__":
    main()
