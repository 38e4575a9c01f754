"""What an earlier snapshot holds is not taken in again, and the earlier record is named."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import RECORD_SCHEMA
from pipelines.neardup.earlier import FOLDER
from pipelines.neardup.index import build_index, write_index
from pipelines.neardup.options import Options
from pipelines.steps.known import known

LONG = " ".join(f"x{i}" for i in range(54))
SHORTENED = " ".join(f"x{i}" for i in range(44))
TEXT = ("text", "instruction", "response", "messages")


class Drops:
    """A sink that keeps the drops."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def drop(self, rows: pa.Table) -> None:
        self.rows += rows.to_pylist()


def snapshot(folder: Path, records: dict[str, str], *, indexed: bool = True, **options: object) -> str:
    (folder / "data").mkdir(parents=True)
    rows = [dict.fromkeys(TEXT) | {"record_id": name, "text": text} for name, text in records.items()]
    schema = pa.schema([(name, pa.string()) for name in ("record_id", *TEXT)])
    pq.write_table(pa.Table.from_pylist(rows, schema), folder / "data" / "train.parquet")
    if indexed:
        (folder / FOLDER).mkdir()
        texts, names = pa.array(records.values(), pa.large_string()), pa.array(records, pa.string())
        write_index(build_index(texts, names, Options(**options)), folder / FOLDER)
    return str(folder)


def dropped(snapshots: list[str], records: dict[str, str], **options: object) -> dict[str, tuple[str, float, str]]:
    rows = [{"record_id": name, "text": text, "source": "s", "file": "f"} for name, text in records.items()]
    sink = Drops()
    known(snapshots=snapshots, **options)(iter(pa.Table.from_pylist(rows, RECORD_SCHEMA).to_batches()), sink)
    return {row["record_id"]: (row["duplicate_of"], row["jaccard"], row["reason"]) for row in sink.rows}


@pytest.mark.parametrize("indexed", [True, False])
def test_a_shortened_copy_of_a_frozen_record_goes(tmp_path, indexed):
    frozen = snapshot(tmp_path / "aaaa", {"old": LONG}, indexed=indexed)
    new = {"copy": LONG.upper(), "cut": SHORTENED, "other": "nothing of the kind"}
    assert dropped([frozen], new) == {
        "copy": ("old", 1.0, "Jaccard 1.000 with a record of snapshot aaaa"),
        "cut": ("old", 0.8, "Jaccard 0.800 with a record of snapshot aaaa"),
    }


def test_a_record_of_the_snapshot_itself_stays(tmp_path):
    frozen = snapshot(tmp_path / "aaaa", {"old": LONG, "older": SHORTENED})
    assert dropped([frozen], {"old": LONG, "older": SHORTENED}) == {}


def test_the_earliest_snapshot_is_named(tmp_path):
    both = [snapshot(tmp_path / "aaaa", {"first": SHORTENED}), snapshot(tmp_path / "bbbb", {"second": LONG})]
    assert dropped(both, {"new": LONG})["new"][0] == "first"


def test_an_index_for_other_options_is_not_asked(tmp_path):
    frozen = snapshot(tmp_path / "aaaa", {"old": "cardiac arrhythmia of unknown origin and course"})
    new = {"new": "cardiac arrhythmias of unknown origin and course"}
    assert dropped([frozen], new) == {}
    assert dropped([frozen], new, preset="short-text", threshold=0.7)["new"][0] == "old"


def test_a_folder_that_is_no_snapshot_is_one_clear_line(tmp_path):
    with pytest.raises(VerilodeError, match="no snapshot"):
        dropped([str(tmp_path)], {"new": LONG})
