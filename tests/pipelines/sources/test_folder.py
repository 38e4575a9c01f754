"""Hugging Face data set folders: saved ones and those laid out as on the Hub, each file with its split."""

import json
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Row, open_source, parts

ROWS = {"text": ["one", "zwei"], "label": [0, 1]}


def described(folder: Path, **options: str) -> list[tuple[str, str | None]]:
    """Source name and split of every part."""
    return [(part.source, part.split) for part in parts([folder], options)]


def lay(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return folder


def laid(folder: Path, names: list[str], card: str = "") -> Path:
    lay(folder, **dict.fromkeys(names, '{"text": "x"}\n'))
    return lay(folder, **{"README.md": card}) if card else folder


def test_a_saved_data_set_is_read_from_its_arrow_files(tmp_path):
    datasets.Dataset.from_dict(ROWS).save_to_disk(tmp_path / "set")
    assert list(open_source(tmp_path / "set")) == [
        Row(1, -1, {"text": "one", "label": 0}),
        Row(2, -1, {"text": "zwei", "label": 1}),
    ]


def test_a_saved_data_set_with_splits_says_which_row_is_of_which(tmp_path):
    whole = datasets.Dataset.from_dict(ROWS)
    datasets.DatasetDict({"train": whole, "test": whole.select([1])}).save_to_disk(tmp_path / "set")
    assert described(tmp_path / "set") == [
        ("set/train/data-00000-of-00001.arrow", "train"),
        ("set/test/data-00000-of-00001.arrow", "test"),
    ]
    rows = [row.values for row in open_source(tmp_path / "set")]
    assert [(row["text"], row["split"]) for row in rows] == [("one", "train"), ("zwei", "train"), ("zwei", "test")]


def test_rows_chosen_by_an_index_are_saved_as_chosen(tmp_path):
    datasets.Dataset.from_dict(ROWS).shuffle(seed=1).select([0]).save_to_disk(tmp_path / "set")
    assert len(list(open_source(tmp_path / "set"))) == 1


def test_splits_follow_from_names_and_folders(tmp_path):
    names = ["data/train-00000-of-00001.jsonl", "dev.jsonl", "test/part.jsonl", "more.jsonl"]
    folder = laid(tmp_path / "set", names, card="no front matter")
    (folder / "LICENSE.txt").write_text("MIT")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x.jsonl").write_text("{}")
    assert described(folder) == [
        ("set/data/train-00000-of-00001.jsonl", "train"),
        ("set/dev.jsonl", "validation"),
        ("set/more.jsonl", None),
        ("set/test/part.jsonl", "test"),
    ]


def test_a_split_column_of_the_rows_stays(tmp_path):
    (tmp_path / "train.jsonl").write_text('{"text": "x", "split": "mine"}\n')
    assert [row.values["split"] for row in open_source(tmp_path)] == ["mine"]


CARD = """---
configs:
- config_name: first
  data_files:
  - split: train
    path: a/*.jsonl
  - split: test
    path: [b/one.jsonl]
- config_name: second
  data_files: b/*.jsonl
---
# About
"""


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ("first", [("set/a/x.jsonl", "train"), ("set/b/one.jsonl", "test")]),
        ("second", [("set/b/one.jsonl", "train"), ("set/b/two.jsonl", "train")]),
    ],
)
def test_the_readme_says_which_files_belong_to_a_configuration(tmp_path, config, found):
    folder = laid(tmp_path / "set", ["a/x.jsonl", "b/one.jsonl", "b/two.jsonl"], CARD)
    assert described(folder, config=config) == found


@pytest.mark.parametrize(
    ("card", "config", "reason"),
    [
        (CARD, None, "several configurations; choose one with config=NAME: there are: first, second"),
        (CARD, "third", "no configuration 'third'; there are: first, second"),
        (CARD.replace("a/*", "../*"), "first", "leads outside"),
        (CARD.replace("a/*", "none/*"), "first", "no file fits"),
        ("---\nconfigs: [\n---\n", None, "cannot be understood"),
        ("---\nconfigs: 7\n---\n", None, "cannot be understood"),
    ],
)
def test_a_readme_that_does_not_fit_is_refused_in_one_line(tmp_path, card, config, reason):
    folder = laid(tmp_path / "set", ["a/x.jsonl", "b/one.jsonl"], card)
    with pytest.raises(VerilodeError, match=reason) as refusal:
        parts([folder], {"config": config} if config else {})
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("state.json", "{}", "it names no data files"),
        ("state.json", "[]", "not a JSON object"),
        ("state.json", "{", "cannot be read"),
        ("state.json", json.dumps({"_data_files": [{"filename": "../../x.arrow"}]}), "names a file outside"),
        ("state.json", json.dumps({"_data_files": [{"filename": "none.arrow"}]}), "no such file"),
        ("state.json", json.dumps({"_data_files": [], "_indices_data_files": [1]}), "chosen by an index"),
        ("dataset_dict.json", "{}", "it names no splits"),
        ("notes.doc", "x", "a folder without data files"),
        ("mine/verilode.yaml", "name: x", "a folder with a project in it"),
    ],
)
def test_a_folder_that_is_no_data_set_is_refused_in_one_line(tmp_path, name, content, reason):
    with pytest.raises(VerilodeError, match=reason) as refusal:
        parts([lay(tmp_path, **{name: content})])
    assert "\n" not in str(refusal.value)


def test_a_link_that_leads_outside_is_refused(tmp_path):
    (tmp_path / "secret.jsonl").write_text("{}")
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "train.jsonl").symlink_to(tmp_path / "secret.jsonl")
    with pytest.raises(VerilodeError, match="names a file outside"):
        parts([folder])


def test_parquet_shards_keep_their_own_rows(tmp_path):
    for number in range(2):
        pq.write_table(pa.table({"text": [f"row {number}"]}), tmp_path / f"train-0000{number}-of-00002.parquet")
    assert [row.values for row in open_source(tmp_path)] == [
        {"text": "row 0", "split": "train"},
        {"text": "row 1", "split": "train"},
    ]
