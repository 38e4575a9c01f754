"""Ingest within bounded memory: python -m benchmarks.ingest_memory [--rows 10000000] [--limit-mib 1536].

Rows of about 40 bytes are generated, read by `verilode ingest` in a process of its own, and the process's largest
resident size is compared with the limit and with that for a thousand rows. The result goes to
benchmarks/results/ingest_memory.json.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FEW = 1000


def write_rows(file: Path, rows: int) -> None:
    """JSON Lines; every row is different."""
    with file.open("w") as out:
        for number in range(rows):
            out.write(f'{{"text": "short row {number}", "label": "{"ab"[number % 2]}"}}\n')


def ingest(folder: Path, rows: int) -> dict[str, float]:
    """Counts, seconds and largest resident size (bytes) of one ingest of `rows` rows."""
    folder.mkdir()
    (folder / "verilode.yaml").write_text("name: benchmark\n")
    file = folder / "rows.jsonl"
    write_rows(file, rows)
    line = [sys.executable, "-m", "app.cli", "ingest", str(file), "--project", str(folder), "--json"]
    started = time.perf_counter()
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(line, cwd=HERE.parent, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit((folder / "out").read_text())
    counts = json.loads((folder / "out").read_text())
    return {
        "kept": counts["kept"],
        "file_bytes": file.stat().st_size,
        "peak_bytes": used.ru_maxrss * 1024,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
    }


def main() -> None:
    """Measure, write the result, and fail where the claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--limit-mib", type=int, default=1536)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few = ingest(Path(folder) / "few", FEW)
        many = ingest(Path(folder) / "many", given.rows)
    result = {
        "rows": given.rows,
        "limit_mib": given.limit_mib,
        **many,
        "peak_mib": round(many["peak_bytes"] / 2**20),
        "peak_mib_for_1000_rows": round(few["peak_bytes"] / 2**20),
        "bytes_per_row": round((many["peak_bytes"] - few["peak_bytes"]) / given.rows, 1),
        "rows_per_second": round(given.rows / many["seconds"]),
        "rows_per_cpu_second": round(given.rows / many["cpu_seconds"]),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    if given.rows >= 1_000_000:
        (HERE / "results" / "ingest_memory.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))
    if many["kept"] != given.rows or many["peak_bytes"] > given.limit_mib * 2**20:
        raise SystemExit("the claim does not hold")


if __name__ == "__main__":
    main()
