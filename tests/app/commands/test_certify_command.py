"""`verilode certify --try`: what the certificate would have saved on labelled data, and clear refusals."""

import json
import subprocess
import sys
from pathlib import Path

FIELDS = (
    "records audit_rate epsilon delta audited accepted touched saved wrong_left certified violation_rate saved_mean"
).split()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "app.cli", "certify", *words], capture_output=True, text=True)


def test_it_answers_with_the_documented_fields(tmp_path: Path) -> None:
    rows = "".join(f"a,{'b' if i % 20 == 0 else 'a'},{1 - i / 1000}\n" for i in range(1000))
    (tmp_path / "labelled.csv").write_text("said,true,score\n" + rows)
    columns = ["--suggested", "said", "--truth", "true", "--score", "score", "--audit-rate", "0.2"]
    done = run("--try", str(tmp_path / "labelled.csv"), *columns, "--repeats", "50", "--json")
    result = json.loads(done.stdout)
    assert list(result) == FIELDS
    assert (result["records"], result["certified"]) == (1000, True)
    assert result["accepted"] + result["touched"] == 1000


def test_a_missing_column_names_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "labelled.csv").write_text("said,true,score\na,a,1\n")
    done = run("--try", str(tmp_path / "labelled.csv"), "--suggested", "x", "--truth", "true", "--score", "score")
    assert (done.returncode, done.stdout) == (1, "")
    assert "labelled.csv:2: no column 'x'; there are: said, true, score" in done.stderr


def test_a_score_that_is_no_number_is_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / "labelled.csv").write_text("said,true,score\na,a,1\na,a,high\n")
    done = run("--try", str(tmp_path / "labelled.csv"), "--suggested", "said", "--truth", "true", "--score", "score")
    assert "labelled.csv:3: score 'high' is not a number" in done.stderr
