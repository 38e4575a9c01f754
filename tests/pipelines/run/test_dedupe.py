"""Dedupe from table to table and from files to files: every row is in exactly one place, and nothing is rewritten."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines
from pipelines.core.errors import VerilodeError
from pipelines.run.dedupe import dedupe, dedupe_files
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.selection import standing_table

NOTICE = "either party may end this agreement by thirty days written notice to the other party"
TEXTS = [NOTICE, "the fee is due on the first day of each month", NOTICE, f"{NOTICE} at any time", ""]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes one input file."""

    def one(name: str, content: str) -> Path:
        (tmp_path / name).write_text(content)
        return tmp_path / name

    return one


def jsonl(*rows: dict) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def read(out: Path, name: str) -> list[dict]:
    return pq.read_table(out / f"{name}.parquet").to_pylist()


def test_a_table_is_divided_and_its_columns_stay_what_they_were() -> None:
    table = pa.table({"text": TEXTS, "n": pa.array(range(5), pa.int16()), "at": [datetime(2024, 1, 1)] * 5})
    result = pipelines.dedupe(table, threshold=0.7)
    assert result.kept["n"].to_pylist() == [1, 3, 4]
    assert result.kept.select(["text", "n", "at"]) == table.take([1, 3, 4])
    assert [(r["n"], r["reason"], r["jaccard"]) for r in result.dropped.to_pylist()] == [
        (0, "near_duplicate", pytest.approx(11 / 14)),
        (2, "near_duplicate", pytest.approx(11 / 14)),
    ]
    assert set(result.dropped["duplicate_of"].to_pylist()) == {result.kept["record_id"].to_pylist()[1]}
    assert result.cluster_count == 1


def test_equal_texts_are_exact_duplicates_of_the_first() -> None:
    result = dedupe(pa.table({"text": TEXTS[:3]}), keep="first")
    (gone,) = result.dropped.to_pylist()
    assert (gone["reason"], gone["jaccard"]) == ("exact_duplicate", 1.0)
    assert gone["duplicate_of"] == result.kept["record_id"][0].as_py()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, None, NOTICE.upper(), "x"]), max_size=12))
def test_every_row_is_in_one_place_and_every_id_is_its_own(texts: list[str | None]) -> None:
    result = dedupe(pa.table({"text": pa.array(texts, pa.string())}))
    kept, gone = result.kept["record_id"].to_pylist(), result.dropped["record_id"].to_pylist()
    assert sorted(result.clusters["record_id"].to_pylist()) == sorted([*kept, *gone])
    assert len({*kept, *gone}) == len(texts)
    assert result.clusters.filter(result.clusters["keep"])["record_id"].to_pylist() == kept
    assert set(result.dropped["duplicate_of"].to_pylist()) <= set(kept)
    assert len(set(result.clusters["cluster"].to_pylist())) == len(kept)


def test_files_give_the_four_results_and_conserved_counts(tmp_path: Path, write: Callable[..., Path]) -> None:
    first = write("a.jsonl", jsonl(*({"text": t} for t in TEXTS[:2])) + "{broken\n" + jsonl({"text": TEXTS[2]}))
    with write("b.csv", "").open("w", newline="") as out:
        csv.writer(out).writerows([["text", "code"], [NOTICE, "007"], ["something else", "NA"]])
    report = dedupe_files([first, tmp_path / "b.csv"], tmp_path / "out")
    assert (report.in_, report.kept, report.dropped, report.quarantined, report.clusters) == (6, 3, 2, 1, 1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "chains.parquet",
        "clusters.parquet",
        "dropped.parquet",
        "kept.parquet",
        "quarantine.jsonl",
    ]
    clusters = read(tmp_path / "out", "clusters")
    assert list(clusters[0]) == ["file", "row", "record_id", "cluster", "keep"]
    places = [(first, 0), (first, 1), (first, 3), (tmp_path / "b.csv", 0), (tmp_path / "b.csv", 1)]
    assert [(c["file"], c["row"]) for c in clusters] == [(str(file), row) for file, row in places]
    assert [row["code"] for row in read(tmp_path / "out", "kept")] == [None, None, "NA"]
    bad = json.loads((tmp_path / "out" / "quarantine.jsonl").read_text())
    assert (bad["file"], bad["line"], bad["reason"]) == (str(first), 3, "bad_json")


def test_the_file_is_written_as_it_was_given(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.csv", "text\nhello\n")
    monkeypatch.chdir(tmp_path)
    dedupe_files([Path("a.csv")], Path("out"))
    assert read(tmp_path / "out", "clusters")[0]["file"] == "a.csv"


def test_columns_with_our_names_stay_the_files_own(tmp_path: Path, write: Callable[..., Path]) -> None:
    own = {"record_id": 7, "file": "f", "row": "r", "reason": "why", "duplicate_of": "d", "jaccard": "j"}
    file = write("a.jsonl", jsonl({"text": NOTICE, **own}, {"text": NOTICE, **own}))
    dedupe_files([file], tmp_path / "out")
    kept, gone = read(tmp_path / "out", "kept"), read(tmp_path / "out", "dropped")
    assert [{name: row[name] for name in own} for row in kept + gone] == [own, own]
    assert gone[0]["duplicate_of_"] == kept[0]["record_id_"]
    assert gone[0]["reason_"] == "exact_duplicate"
    assert [row["row"] for row in read(tmp_path / "out", "clusters")] == [0, 1]


def test_a_result_can_be_deduplicated_again(tmp_path: Path, write: Callable[..., Path]) -> None:
    dedupe_files([write("a.jsonl", jsonl(*({"text": t} for t in TEXTS)))], tmp_path / "one")
    report = dedupe_files([tmp_path / "one" / "kept.parquet"], tmp_path / "two")
    assert (report.in_, report.dropped) == (4, 0)
    first, second = read(tmp_path / "one", "kept"), read(tmp_path / "two", "kept")
    assert [row["record_id"] for row in second] == [row["record_id"] for row in first]


def test_parquet_columns_keep_their_types(tmp_path: Path) -> None:
    columns = {
        "text": pa.array([NOTICE, "x", NOTICE], pa.large_string()),
        "n": pa.array([1, None, 3], pa.uint8()),
        "price": pa.array([Decimal("1.10")] * 3, pa.decimal128(9, 2)),
        "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        "at": pa.array([1, 2, 3], pa.timestamp("ns")),
        "tags": pa.array([["x"], None, []], pa.list_(pa.string())),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    dedupe_files([tmp_path / "a.parquet"], tmp_path / "out")
    kept = pq.read_table(tmp_path / "out" / "kept.parquet").drop_columns("record_id")
    assert kept == pq.read_table(tmp_path / "a.parquet").take([0, 1])


def test_ids_are_those_that_ingest_gives(tmp_path: Path, write: Callable[..., Path]) -> None:
    file = write("a.jsonl", jsonl(*({"text": t} for t in TEXTS[:4])))
    write("verilode.yaml", "name: t\n")
    project = Project.open(tmp_path)
    ingest(project, [file], ColumnMapping.parse(["text=text"]))
    dedupe_files([file], tmp_path / "out")
    ours = [row["record_id"] for row in read(tmp_path / "out", "clusters")]
    assert ours == standing_table(project.tables)["record_id"].to_pylist()


def test_two_files_of_one_name_do_not_share_ids(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(f"text\n{NOTICE}\n")
    dedupe_files([tmp_path / "x" / "a.csv", tmp_path / "y" / "a.csv"], tmp_path / "out")
    assert len({row["record_id"] for row in read(tmp_path / "out", "clusters")}) == 2


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (jsonl({"body": "x"}), {}, "no column 'text'; there are: body"),
        (jsonl({"text": {"a": 1}}), {}, "column 'text' holds struct<a: int64>, not text"),
        (jsonl({"text": "x", "n": 1}, {"text": "x", "n": "one"}), {}, "column 'n' cannot be one type: "),
        ("", {}, "in.jsonl: no rows"),
        ("{broken\n", {}, "in.jsonl:1: no readable rows; bad_json: "),
        ("{}\n", {}, "in.jsonl:1: no readable rows; no_content: the row has no columns"),
        (jsonl({"text": "x"}), {"threshold": 1.5}, "threshold must be above 0 and at most 1, not 1.5"),
        (jsonl({"text": "x"}), {"unit": "chars"}, "unit must be 'word' or 'char', not 'chars'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(
    tmp_path: Path, write: Callable[..., Path], content: str, options: dict, reason: str
) -> None:
    file = write("in.jsonl", content)
    with pytest.raises(VerilodeError) as caught:
        dedupe_files([file], tmp_path / "out", **options)
    assert reason in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_nothing_that_exists_is_replaced(tmp_path: Path, write: Callable[..., Path], kind: str) -> None:
    file, out = write("in.csv", "text\nx\n"), tmp_path / "out"
    {"folder": out.mkdir, "file": out.touch, "dangling link": lambda: out.symlink_to("nowhere")}[kind]()
    with pytest.raises(VerilodeError, match="out: already exists; choose another --out"):
        dedupe_files([file], out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out"]


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path, write: Callable[..., Path]) -> None:
    file = write("in.csv", "text\nx\n")
    with pytest.raises(VerilodeError, match="out: cannot be written: "):
        dedupe_files([file], file / "out")


def test_the_newest_row_stays_and_the_rule_is_reported() -> None:
    table = pa.table({"text": [NOTICE, f"{NOTICE} now", NOTICE], "day": ["2024-03-01", "2023-01-01", "2024-02-01"]})
    result = dedupe(table, keep="newest", by="day")
    assert result.kept["day"].to_pylist() == ["2024-03-01"]
    assert (result.options["keep"], result.options["by"]) == ("newest", "day")
    assert (result.options["measure"], result.options["threshold"], result.options["ngram"]) == ("jaccard", 0.8, 5)


@pytest.mark.parametrize(
    ("keep", "by", "kept"), [("newest", None, 2), ("verified", "checked", 1), ("source", None, 0), ("longest", None, 2)]
)
def test_which_row_of_two_files_stays(write: Callable[..., Path], tmp_path: Path, keep, by, kept) -> None:
    rows = [
        {"text": NOTICE, "checked": "no"},
        {"text": NOTICE.upper(), "checked": "yes"},
        {"text": f"{NOTICE} !", "n": 1},
    ]
    files = [write("a.jsonl", jsonl(rows[0])), write("b.jsonl", jsonl(*rows[1:]))]
    dedupe_files(files, tmp_path / "out", keep=keep, by=by)
    assert [row["text"] for row in read(tmp_path / "out", "kept")] == [rows[kept]["text"]]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"keep": "oldest"}, "keep must be"),
        ({"keep": "verified"}, "needs a column"),
        ({"keep": "newest", "by": "day"}, "no column 'day'"),
        ({"preset": "near"}, "no preset called 'near'"),
        ({"engine": "spark"}, "no engine called 'spark'"),
    ],
)
def test_a_wrong_option_is_one_line(options, reason) -> None:
    with pytest.raises(VerilodeError, match=reason):
        dedupe(pa.table({"text": TEXTS}), **options)


def test_a_preset_says_how_rows_are_compared() -> None:
    short = pa.table({"text": [NOTICE, f"we wrote in March that {NOTICE} and this still holds for all our contracts"]})
    assert dedupe(short).dropped.num_rows == 0
    assert dedupe(short, preset="contained").dropped["jaccard"].to_pylist() == [1.0]


def test_chains_are_listed_the_longest_first() -> None:
    words = [f"w{i}" for i in range(44)]
    chain = [" ".join(words[:-8]), " ".join(words[:-4]), " ".join(words)]
    result = dedupe(pa.table({"text": [*chain, NOTICE, NOTICE]}), threshold=0.88)
    assert result.chains.select(["members", "diameter", "least_jaccard"]).to_pylist() == [
        {"members": 3, "diameter": 2, "least_jaccard": 0.8},
        {"members": 2, "diameter": 0, "least_jaccard": 1.0},
    ]
    assert result.longest_chain == 2


def test_rows_of_an_earlier_snapshot_go_and_name_its_record(tmp_path: Path, write: Callable[..., Path]) -> None:
    folder = tmp_path / "0123456789abcdef"
    (folder / "data").mkdir(parents=True)
    columns = {
        "record_id": ["old"],
        "text": [NOTICE],
        **{n: pa.nulls(1, pa.string()) for n in ("instruction", "response")},
    }
    pq.write_table(pa.table({**columns, "messages": pa.nulls(1, pa.string())}), folder / "data" / "train.parquet")
    file = write("a.jsonl", jsonl({"text": NOTICE.upper()}, {"text": TEXTS[1]}, {"text": TEXTS[1]}))
    report = dedupe_files([file], tmp_path / "out", against=[folder])
    assert (report.kept, report.dropped, report.known) == (1, 2, 1)
    gone = read(tmp_path / "out", "dropped")
    assert [(row["reason"], row["duplicate_of"] == "old") for row in gone] == [
        ("known", True),
        ("exact_duplicate", False),
    ]
    assert [row["keep"] for row in read(tmp_path / "out", "clusters")] == [False, True, False]


def test_an_interrupted_run_reads_no_file_again(tmp_path: Path, write: Callable[..., Path], monkeypatch) -> None:
    files = [
        write("a.jsonl", jsonl({"text": TEXTS[0]}) + "{broken\n"),
        write("b.jsonl", jsonl({"text": TEXTS[1], "n": 1})),
    ]
    expected = dedupe_files(files, tmp_path / "whole")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr("pipelines.run.dedupe.write_results", interrupt)
        dedupe_files(files, tmp_path / "out")
    with monkeypatch.context() as offline:
        offline.setattr("pipelines.run.once.read_files", interrupt)
        report = dedupe_files(files, tmp_path / "out")
    assert (
        (report.in_, report.kept, report.quarantined)
        == (expected.in_, expected.kept, expected.quarantined)
        == (3, 2, 1)
    )
    for name in ("kept", "dropped", "clusters"):
        assert read(tmp_path / "out", name) == read(tmp_path / "whole", name)
    assert (tmp_path / "out" / "quarantine.jsonl").read_bytes() == (
        tmp_path / "whole" / "quarantine.jsonl"
    ).read_bytes()
    assert not (tmp_path / ".out.partial").exists()
