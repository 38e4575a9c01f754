"""Near-duplicate removal against its peers: python -m benchmarks.dedupe --docs 10000 100000 --envs DIR.

Everything is measured in one run on one machine, because only ratios of CPU time mean anything elsewhere: from strings
in memory to cluster labels, all threads and processes together. Results go to benchmarks/results/dedupe-<docs>.json.
"""

import argparse
import hashlib
import json
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks import bounded, corpus, floor, truth
from benchmarks.machine import machine
from benchmarks.measure import cpu_seconds, read_texts
from benchmarks.ours import pairs_file

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PEERS = sorted(file.stem for file in (HERE / "peers").glob("[!_]*.py"))
STRING_TRUTH_DOCS = 20_000
"""Up to here the truth comes from strings; beyond, from the exact mode."""
PEER_DOCS = 200_000
"""Beyond this the peers would need more time and memory than a laptop has."""
OUR_SECONDS = 900
START = "from pipelines.neardup import warm_up; warm_up()"
"""What a new process does before it can answer: import, load the machine code, make a first small call."""


@dataclass(frozen=True, slots=True)
class Options:
    """What one run was asked for: environments of the peers, which of them, limits, repeats of our own runs."""

    envs: Path | None
    peers: tuple[str, ...]
    seconds: float
    memory: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Case:
    """One corpus on disk, and a folder for labels."""

    file: Path
    work: Path
    docs: int
    size: int
    digest: str


def benchmark(file: Path, work: Path, options: Options) -> dict[str, Any]:
    """Measure the floor, our kernel and the peers on one corpus, and score all of them."""
    texts = read_texts(file)
    case = Case(file, work, len(texts), *_fingerprint(texts))
    lowest = floor.measure_floor(texts)
    truths = truth.exact_truth(texts.to_pylist()) if case.docs <= STRING_TRUTH_DOCS else None
    del texts
    runs = {
        "verilode": _ours(case, options, "verilode"),
        "verilode_exact": _ours(case, options, "verilode_exact", "--exact"),
    }
    runs |= {peer: _peer(case, options, peer) for peer in options.peers}
    by, judges = "strings", set[str]()
    if truths is None and "cpu_s" in runs["verilode_exact"]:
        by, judges = "exact mode", {"verilode_exact"}
        with np.load(pairs_file(_labels(case, "verilode_exact"))) as pairs:
            truths = truth.expanded(case.docs, pairs["left"], pairs["right"], pairs["jaccard"])
    judged = {
        name: _judged(run, case, lowest, runs["verilode"])
        | _quality(run, case, name, None if name in judges else truths)
        for name, run in runs.items()
    }
    return {
        "corpus": {"docs": case.docs, "bytes": case.size, "sha256": case.digest},
        "machine": machine(),
        "floor": lowest,
        "start": _start(options.repeats),
        "truth": {"by": by, "pairs": truths.left.size, "removable": truths.removable} if truths else None,
        "runs": judged,
    }


def _ours(case: Case, options: Options, name: str, *words: str) -> dict[str, Any]:
    """The median of several new processes, the machine code cached by one that does not count."""
    bounded.run([sys.executable, "-c", START], seconds=OUR_SECONDS, memory=options.memory)
    command = [sys.executable, "-m", "benchmarks.ours", *words]
    runs = [_once(case, name, command, OUR_SECONDS, options.memory) for _ in range(options.repeats)]
    failed = next((run for run in runs if "not_run" in run), None)
    if failed:
        return failed
    middle = {key: _median([run[key] for run in runs]) for key in runs[0]}
    return middle | {"best_cpu_s": min(run["cpu_s"] for run in runs), "repeats": len(runs)}


def _peer(case: Case, options: Options, name: str) -> dict[str, Any]:
    python = (options.envs or Path()) / name / "bin" / "python"
    if case.docs > PEER_DOCS:
        return {"not_run": f"more than {PEER_DOCS:,} documents"}
    if options.envs is None or not python.exists():
        return {"not_run": "not installed"}
    command = [str(python), "-m", f"benchmarks.peers.{name}"]
    return _once(case, name, command, options.seconds, options.memory)


def _once(case: Case, name: str, command: list[str], seconds: float, memory: int) -> dict[str, Any]:
    tell(f"{case.docs:,} documents: {name}")
    line = [*command, str(case.file), "--labels", str(_labels(case, name))]
    ended = bounded.run(line, seconds=seconds, memory=memory)
    # Native code of a peer may have written before the answer.
    answer = ended.output.splitlines()[-1:]
    return {"not_run": ended.reason or "wrote no answer"} if ended.reason or not answer else json.loads(answer[0])


def _judged(run: dict[str, Any], case: Case, lowest: dict[str, float], ours: dict[str, Any]) -> dict[str, Any]:
    """A run with what follows from it: per document, per core, against the floor, against ours."""
    if "not_run" in run:
        return run
    extra = run["extra_bytes"]
    more: dict[str, Any] = {
        "us_per_document": 1e6 * run["cpu_s"] / case.docs,
        "mb_per_core_second": case.size / run["cpu_s"] / 1e6,
        "extra_bytes_per_document": None if extra is None else extra / case.docs,
    }
    if "best_cpu_s" in run:
        more["floor_share"] = lowest["cpu_s"] / run["best_cpu_s"]
    if "cpu_s" in ours:
        more["ratio"] = run["cpu_s"] / ours["cpu_s"]
    return run | more


def _quality(run: dict[str, Any], case: Case, name: str, truths: truth.Truth | None) -> dict[str, Any]:
    if "not_run" in run or truths is None:
        return {}
    return {"quality": truth.score(truths, np.load(_labels(case, name)))}


def _labels(case: Case, name: str) -> Path:
    return case.work / f"{name}.npy"


def _fingerprint(texts: Any) -> tuple[int, str]:
    """Bytes of text, and a digest of them with their borders."""
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int64, texts.offset + len(texts) + 1)[texts.offset :]
    content = np.frombuffer(data, np.uint8)[starts[0] : starts[-1]]
    digest = hashlib.sha256(content)
    digest.update(np.diff(starts))
    return int(starts[-1] - starts[0]), digest.hexdigest()


def _start(repeats: int) -> dict[str, float] | None:
    """Wall and CPU seconds of a new process until its first answer, with cached machine code; the best of several."""
    wall, cpu = [], []
    for _ in range(repeats):
        before, used = time.perf_counter(), cpu_seconds()
        if bounded.run([sys.executable, "-c", START], seconds=OUR_SECONDS, memory=1 << 40).reason:
            return None
        wall.append(time.perf_counter() - before)
        cpu.append(cpu_seconds() - used)
    return {"wall_s": min(wall), "cpu_s": min(cpu)}


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _rounded(value: Any) -> Any:
    """Six digits are more than any measurement here holds."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return float(f"{value:.6g}") if isinstance(value, float) else value


def tell(text: str) -> None:
    """One line of progress."""
    print(text, file=sys.stderr, flush=True)


def _cases(given: argparse.Namespace, work: Path) -> Iterator[Path]:
    if given.corpus:
        yield given.corpus
        return
    for docs in given.docs:
        file = work / f"{docs}.parquet"
        tell(f"{docs:,} documents: making the corpus")
        corpus.write(corpus.make(docs, given.seed), file)
        yield file


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--docs", type=int, nargs="+", default=[10_000], help="sizes of the corpora to make")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--corpus", type=Path, help="a Parquet file with a column `text`, instead of --docs")
    parser.add_argument("--envs", type=Path, help="the folder that benchmarks/peers/install.sh filled")
    parser.add_argument("--peers", default=",".join(PEERS), help="which of them, with commas")
    parser.add_argument("--only-us", action="store_true", help="no peers")
    parser.add_argument("--peer-seconds", type=float, default=300, help="longest run of one peer")
    parser.add_argument("--memory-gb", type=float, default=0.7 * psutil.virtual_memory().total / 1e9)
    parser.add_argument("--repeats", type=int, default=3, help="runs of our kernel; the median counts")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the JSON files")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    from benchmarks.tables import summary

    given = _parser().parse_args(arguments)
    peers = () if given.only_us else tuple(given.peers.split(","))
    if unknown := set(peers) - set(PEERS):
        raise SystemExit(f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    envs = given.envs.absolute() if given.envs else None
    options = Options(envs, peers, given.peer_seconds, int(given.memory_gb * 1e9), given.repeats)
    given.results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for file in _cases(given, Path(work)):
            found = benchmark(file.absolute(), Path(work), options)
            target = given.results / f"dedupe-{found['corpus']['docs']}.json"
            target.write_text(json.dumps(_rounded(found), indent=1) + "\n", "utf-8")
            print(summary([found]))


if __name__ == "__main__":
    # A polite end runs the `finally` that ends the measured process too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
