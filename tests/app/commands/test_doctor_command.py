"""`verilode doctor`."""

import json
import subprocess
import sys

from app.commands.doctor import show
from app.doctor import Check, Diagnosis


def test_json_has_name_ok_and_detail() -> None:
    done = subprocess.run([sys.executable, "-m", "app.cli", "doctor", "--json"], capture_output=True, text=True)
    checks = json.loads(done.stdout)["checks"]
    assert {tuple(check) for check in checks} == {("name", "ok", "detail")}


def test_one_line_per_check() -> None:
    result = Diagnosis([Check("disk", False, "0.1 GiB free"), Check("python", True, "3.12.1")])
    assert list(show(result)) == ["BAD  disk               0.1 GiB free", "ok   python             3.12.1"]
