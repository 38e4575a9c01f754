"""The Ray engine answers what the local one does, to the last field, from a cluster that nobody else can reach."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.filters import FILTERS
from pipelines.neardup import cluster as locally
from pipelines.neardup.candidates import PARTNERS
from pipelines.run._engine import working_on
from pipelines.run.dedupe import dedupe
from pipelines.run.filter import filter_files
from pipelines.run.ray import cluster, started, walking
from pipelines.sources import ColumnMapping
from pipelines.store.recipe import load_recipe

ROWS = 1200


@pytest.fixture(scope="module")
def ray() -> Iterator[ModuleType]:
    """One cluster on this machine for all tests here; starting it takes most of their time."""
    if find_spec("ray") is None:
        pytest.skip("the extra 'ray' is not installed")
    with started(cores=2) as running:
        yield running
    assert not running.is_initialized()
    assert [child for child in psutil.Process().children(recursive=True) if "ray" in child.name()] == []


@pytest.fixture(scope="module")
def texts() -> pa.ChunkedArray:
    """Every sort in two chunks: copies, edited copies, chains, a crowd of near copies, empty texts and nulls."""
    rng = np.random.default_rng(3)
    words = np.array([f"w{number}" for number in range(3000)])
    made: list[str | None] = [" ".join(rng.choice(words, rng.integers(3, 80))) for _ in range(ROWS // 2)]
    form = rng.choice(words, 60)
    made += [" ".join([*form, str(number)]) for number in range(2 * PARTNERS)]
    while len(made) < ROWS:
        origin = str(made[rng.integers(len(made))])
        edited = origin.split()
        edited[rng.integers(len(edited))] = rng.choice(words)
        made.append(" ".join(edited) if rng.random() < 0.7 else f"{origin.upper()}!")
    made += ["", None, " . ", "a", "A", "", "äöü ß 漢字", "äöü ß 漢字"]
    order = rng.permutation(len(made))
    return pa.chunked_array([[made[i] for i in order[:500]], [made[i] for i in order[500:]]], pa.string())


OPTIONS: Mapping[str, dict[str, Any]] = {
    "words": {},
    "characters": {"unit": "char"},
    "a low threshold": {"threshold": 0.5, "ngram": 2},
    "stars": {"link": "star"},
    "the same sequence": {"measure": "sequence", "threshold": 0.001},
    "the first stays": {"keep": "first"},
    "others": {"seed": 7, "num_perm": 64, "memory": 0},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_every_field_is_that_of_the_local_engine(
    ray: ModuleType, texts: pa.ChunkedArray, options: dict[str, Any]
) -> None:
    expected = locally(texts, **options)
    assert_same(cluster(texts, **options), expected)
    assert (expected.duplicate_of >= 0).sum() > 50


def test_the_priority_decides_who_stays(ray: ModuleType, texts: pa.ChunkedArray) -> None:
    priority = np.arange(len(texts)) % 7
    assert_same(cluster(texts, priority=priority), locally(texts, priority=priority))


@pytest.mark.parametrize("few", [[], [""], ["one"], ["one two", "one two"], ["", None, ""]])
def test_a_handful_of_texts(ray: ModuleType, few: list[str | None]) -> None:
    assert_same(cluster(few), locally(few))


def assert_same(found: Any, expected: Any) -> None:
    for field in fields(expected):
        here, there = getattr(found, field.name), getattr(expected, field.name)
        assert here.dtype == there.dtype
        np.testing.assert_array_equal(here, there, field.name)


def test_progress_is_told_stage_by_stage(ray: ModuleType, texts: pa.ChunkedArray) -> None:
    told: list[Progress] = []
    with reporting_to(told.append):
        cluster(texts)
    stages = ["hashing texts", "sorting bands", "comparing bands", "fetching pairs", "checking pairs"]
    assert list(dict.fromkeys(one.label for one in told)) == ["starting Ray", *stages]
    assert [one.done for one in told if one.label == "hashing texts"] == [0, 1, 2, 3, 4]


def test_a_table_is_divided_by_it(ray: ModuleType) -> None:
    table = pa.table({"text": ["the same words", "others", "the same words"], "n": [1, 2, 3]})
    result = dedupe(table, engine="ray")
    assert result.kept["n"].to_pylist() == [1, 2]
    assert result.dropped["reason"].to_pylist() == ["exact_duplicate"]


def test_the_command_uses_the_cluster_of_the_address_and_writes_the_same_files(
    ray: ModuleType, texts: pa.ChunkedArray, tmp_path: Path, repo_root: Path
) -> None:
    pq.write_table(pa.table({"text": texts, "n": np.arange(len(texts))}), tmp_path / "in.parquet")
    reports = [command(tmp_path, repo_root, engine, gcs_address(ray)) for engine in ("local", "ray")]
    counts = ("in", "kept", "dropped", "quarantined", "clusters", "longest_chain")
    assert [reports[0][name] for name in counts] == [reports[1][name] for name in counts]
    assert reports[1]["in"] == len(texts)
    for name in ("kept", "dropped", "clusters", "chains"):
        local, distributed = (pq.read_table(tmp_path / engine / f"{name}.parquet") for engine in ("local", "ray"))
        assert distributed.equals(local)
    assert ray.is_initialized()


def command(folder: Path, root: Path, engine: str, address: str) -> dict[str, Any]:
    ran = typed(folder, root, engine, address, "in.parquet")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def typed(folder: Path, root: Path, engine: str, address: str, file: str) -> subprocess.CompletedProcess[str]:
    """What the command line does for somebody whose cluster is at this address."""
    words = ["dedupe", file, "--out", engine, "--engine", engine, "--json"]
    environment = {**os.environ, "RAY_ADDRESS": address, "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


RECIPE = """
name: t
task: {labels: [a, b]}
input: {map: {text: title, label: label}}
clean:
  - normalise
  - label_in_set: {labels: task.labels}
  - length: {min_chars: 3}
  - gopher_quality: {min_words: 2}
  - language: {languages: [en], min_chars: 20}
  - dedupe: {unit: char}
"""


def test_filters_drop_the_same_records_for_the_same_reasons(ray: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(RECIPE)
    recipe = load_recipe(tmp_path / "recipe.yaml")
    rng = np.random.default_rng(5)
    words = np.array("the closed fracture of left femur und der Bruch ist alt # ... is in a be to of and x".split())
    rows = [(" ".join(rng.choice(words, rng.integers(1, 20))), "abc"[rng.integers(3)]) for _ in range(300)]
    (tmp_path / "in.csv").write_text("title,label\n" + "".join(f'"{text}",{label}\n' for text, label in rows))
    for engine in ("local", "ray"):
        mapping = ColumnMapping.parse(recipe.input["map"])
        filter_files([tmp_path / "in.csv"], tmp_path / engine, recipe, mapping, engine)
    dropped = pq.read_table(tmp_path / "ray" / "dropped.parquet")
    assert {"label_in_set", "gopher_quality", "language"} <= set(dropped["step"].to_pylist())
    for name in ("kept", "dropped", "edits"):
        assert pq.read_table(tmp_path / "ray" / f"{name}.parquet").equals(
            pq.read_table(tmp_path / "local" / f"{name}.parquet")
        )


def test_an_error_of_ours_in_a_worker_is_one_line(ray: ModuleType) -> None:
    with pytest.raises(VerilodeError) as refused, walking() as walk:
        list(walk(partial(FILTERS.build, "lenght"), iter([pa.record_batch({})])))
    assert str(refused.value).startswith("no filter called 'lenght'; did you mean 'length'")


def test_batches_are_walked_in_order_by_other_processes(ray: ModuleType) -> None:
    with walking() as walk:
        batches = [pa.record_batch({"n": [number]}) for number in range(20)]
        answers = list(walk(lambda batch: (batch["n"][0].as_py(), os.getpid()), iter(batches)))
    assert [number for number, _ in answers] == list(range(20))
    assert os.getpid() not in {process for _, process in answers}


def test_an_engine_that_does_not_exist_is_refused() -> None:
    with pytest.raises(VerilodeError, match="^no engine called 'spark'; known: local, ray$"), working_on("spark"):
        pass


def test_an_address_where_nobody_listens_is_one_line(ray: ModuleType, tmp_path: Path, repo_root: Path) -> None:
    (tmp_path / "in.csv").write_text("text\none\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    ran = typed(tmp_path, repo_root, "ray", address, "in.csv")
    assert ran.returncode == 1
    assert json.loads(ran.stdout) == {"error": f"no Ray at {address}: Connection refused"}


def gcs_address(ray: ModuleType) -> str:
    return ray.get_runtime_context().gcs_address


def test_nobody_else_can_reach_the_cluster(ray: ModuleType) -> None:
    family = psutil.Process().children(recursive=True)
    open_ports = [port for one in family for port in one.net_connections("tcp") if port.status == psutil.CONN_LISTEN]
    assert len(open_ports) > 3
    assert {port.laddr.ip.removeprefix("::ffff:") for port in open_ports} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"measure": "containment"}, "the measure 'containment' runs on one machine only; use the engine 'local'"),
        ({"exact": True}, "the exact join runs on one machine only; use the engine 'local'"),
        ({"num_perm": 4}, "threshold 0.8 needs num_perm of at least 5, not 4"),
        ({"threshold": 2}, "threshold must be above 0 and at most 1, not 2"),
    ],
)
def test_what_it_cannot_do_is_refused_before_anything_starts(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(VerilodeError) as refused:
        cluster(["one"], **options)
    assert str(refused.value) == reason


def test_a_ray_that_would_listen_to_everybody_is_not_started(ray: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER")
    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(is_initialized=lambda: False))
    with pytest.raises(VerilodeError, match="^Ray was imported too early to be kept to this machine"):
        cluster(["one"])


def test_without_ray_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(VerilodeError) as refused:
        cluster(["one"])
    assert str(refused.value) == "the engine 'ray' is not installed; pip install 'verilode[ray]'"
