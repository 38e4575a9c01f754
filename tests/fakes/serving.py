"""The app as a person starts it: a process of its own; told to stop, it names the heavy modules it has loaded."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HEAVY = ("torch", "transformers", "trl", "peft", "ray", "sklearn", "numba", "openai", "datasets", "label_studio_sdk")


@dataclass
class Server:
    """A running server: where it is, and after `stop()` what it had loaded."""

    url: str
    process: subprocess.Popen[str]
    heavy: list[str] = field(default_factory=list)

    def stop(self) -> None:
        """Press Ctrl+C and read what the process says last."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            said, _ = self.process.communicate(timeout=20)
            self.heavy = json.loads(said)


@contextmanager
def serving(project: Path, script: Path | None = None, port: int = 0, **environment: str) -> Iterator[Server]:
    """Serve `project` on `port` (any free one) with the app's script, or with another one."""
    words = [sys.executable, "-m", "tests.fakes.serving", str(project), str(port), *([str(script)] if script else [])]
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, **environment},
    )
    try:
        server = Server(process.stdout.readline().strip(), process)
        yield server
        server.stop()
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """The process's own side: serve, then report."""
    from app.web.server import SCRIPT, serve

    project, port, *script = sys.argv[1:]
    serve(
        Path(project),
        port=int(port),
        open_browser=False,
        announce=lambda url: print(url, flush=True),
        script=Path(script[0]) if script else SCRIPT,
    )
    print(json.dumps([name for name in HEAVY if name in sys.modules]), flush=True)


if __name__ == "__main__":
    main()
