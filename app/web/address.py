"""Where the server listens: a loopback address and a free port."""

import errno
import ipaddress
import socket

from pipelines.core.errors import VerilodeError

FIRST_PORT = 8501
PORTS_TRIED = 20


def loopback(host: str) -> str:
    """The loopback IP that `host` stands for; any other address is refused, since the app has no accounts."""
    numeric = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        if ipaddress.ip_address(numeric).is_loopback:
            return numeric
    except ValueError:
        pass
    raise VerilodeError(
        f"refusing to listen on {host!r}: without accounts the app may only be reached from this computer "
        "(127.0.0.1, ::1 or localhost); to reach it from elsewhere use an SSH tunnel"
    )


def free_port(host: str, port: int | None) -> int:
    """`port` if nobody listens there (0: any free one); without a wish, the first free one from 8501 on."""
    if port is not None:
        return _bindable(host, port)
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        try:
            return _bindable(host, candidate)
        except VerilodeError:
            continue
    return _bindable(host, 0)


def url_of(host: str, port: int) -> str:
    """The address to type into a browser."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bindable(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise VerilodeError(f"port {port} does not exist; ports go from 0 to 65535") from None
        except OSError as error:
            taken = "is in use by another program" if error.errno == errno.EADDRINUSE else f"fails: {error.strerror}"
            raise VerilodeError(f"port {port} on {host} {taken}; choose another with --port") from None
        return probe.getsockname()[1]
