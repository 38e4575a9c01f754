"""The managed server speaks to nobody but this computer: every connection it tries is noted by Python itself."""

import ipaddress
import json
import subprocess
import time
from pathlib import Path

import pytest

from annotation.studio.environment import name, program
from annotation.studio.health import ask, is_up
from annotation.studio.launch import choose_port, surroundings
from annotation.studio.state import Account, read
from tests.fakes.label_studio import home_from_template

pytestmark = pytest.mark.labelstudio

NOTING = """
import json, runpy, sys
noted = open(sys.argv.pop(1), "a", buffering=1)
def note(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        noted.write(json.dumps(arguments[1][0]) + "\\n")
    if event == "socket.getaddrinfo":
        noted.write(json.dumps(str(arguments[0])) + "\\n")
sys.addaudithook(note)
runpy.run_module("label_studio.server", run_name="__main__", alter_sys=True)
"""


def test_started_as_we_start_it_the_server_connects_to_loopback_only(tmp_path: Path) -> None:
    home = home_from_template(tmp_path / "home")
    account, port, noted = read(Account, home.account), choose_port(0, None), tmp_path / "noted"
    words = [str(noted), "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [str(program(home.environments / name())), "-I", "-c", NOTING, *words],
        cwd=home.data,
        env=surroundings(home, account, port),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            while not is_up(url) and process.poll() is None:
                time.sleep(0.1)
            for path in ("/api/version", "/user/login/", "/api/projects/", "/api/current-user/whoami"):
                assert ask(url, path, account.token).status == 200
        finally:
            process.kill()
    hosts = {json.loads(line) for line in noted.read_text().splitlines()}
    assert hosts, "the hook noted nothing, not even the look for a free port"
    assert [host for host in hosts if not _here(host)] == []


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
