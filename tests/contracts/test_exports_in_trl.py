"""What TRL and datasets themselves make of our exports: the shapes are the ones their own functions expect."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.exports import EXPORTS
from tests.fakes.exchanged import Fields, batch, written

pytestmark = pytest.mark.train

CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"q": "knee"}'}}
PAIR: Fields = {"system": "Be kind.", "instruction": "Why?", "response": "Because.", "rejected": "No idea."}
ANSWER: Fields = {"instruction": "Which?", "response": "Injury", "label": "false"}
CHAT: Fields = {
    "messages": [
        {"role": "user", "content": "Find it."},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "content": "S82", "tool_call_id": "c1"},
        {"role": "assistant", "content": "Injury."},
    ]
}


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of the test's own."""
    pytest.importorskip("datasets")
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")


def loaded(folder: Path, name: str, *records: Fields, **options: Any) -> Any:
    """The export as `load_dataset` finds it in its folder."""
    from datasets import load_dataset

    folder.mkdir(exist_ok=True)
    written(folder / "out", name, records, **options)
    return load_dataset(str(folder / "out"), split="train", cache_dir=str(folder / "cache"))


def test_messages_are_conversational(tmp_path: Path) -> None:
    from trl.data_utils import is_conversational

    data = loaded(tmp_path, "trl_messages", PAIR, CHAT)
    assert data.column_names == ["messages"]
    assert all(is_conversational(row) for row in data)
    assert [turn["content"] for turn in data[0]["messages"]] == ["Be kind.", "Why?", "Because."]
    assert data[1]["messages"][1]["tool_calls"][0]["function"]["name"] == "find"


@pytest.mark.parametrize("conversational", [True, False])
def test_prompt_and_completion(tmp_path: Path, conversational: bool) -> None:
    from trl.data_utils import is_conversational

    data = loaded(tmp_path, "trl_prompt_completion", ANSWER, conversational=conversational)
    assert data.column_names == ["prompt", "completion"]
    assert is_conversational(data[0]) is conversational


def test_preference_pairs_have_their_prompt_and_can_be_unpaired(tmp_path: Path) -> None:
    from trl.data_utils import maybe_extract_prompt, maybe_unpair_preference_dataset

    data = loaded(tmp_path, "trl_preference", PAIR)
    assert data.column_names == ["prompt", "chosen", "rejected"]
    assert maybe_extract_prompt(data[0]) == data[0]
    assert maybe_unpair_preference_dataset(data)["label"][:] == [True, False]


def test_unpaired_rows_are_what_trl_would_unpair(tmp_path: Path) -> None:
    from trl.data_utils import unpair_preference_dataset

    ours = loaded(tmp_path / "ours", "trl_unpaired", PAIR, ANSWER)
    theirs = unpair_preference_dataset(loaded(tmp_path / "theirs", "trl_preference", PAIR))
    assert ours["label"][:] == [True, False, False]
    assert ours.to_list()[:2] == theirs.to_list()


def test_sharegpt_is_what_trl_converts(tmp_path: Path) -> None:
    from trl.data_utils import is_conversational_from_value, maybe_convert_to_chatml

    data = loaded(tmp_path, "sharegpt", ANSWER)
    assert is_conversational_from_value(data[0])
    converted = maybe_convert_to_chatml(data[0])["messages"]
    assert [turn["content"] for turn in converted] == ["Which?", "Injury"]


@pytest.mark.parametrize(("layout", "splits"), [("hub", {"train": 2}), ("disk", {"train": 2, "test": 0})])
def test_a_datasets_folder_opens_as_one(tmp_path: Path, layout: str, splits: dict[str, int]) -> None:
    from datasets import load_dataset, load_from_disk

    records = {"train": [batch(PAIR, CHAT)], "test": [batch(PAIR).slice(0, 0)]}
    (tmp_path / "out").mkdir()
    EXPORTS.build("hf", {"layout": layout})(tmp_path / "out", records)
    folder = str(tmp_path / "out")
    data = load_dataset(folder, cache_dir=str(tmp_path / "cache")) if layout == "hub" else load_from_disk(folder)
    assert {split: len(rows) for split, rows in data.items()} == splits
    assert data["train"]["response"][:] == ["Because.", None]
    assert data["train"]["record_id"][:] == ["r0", "r1"]
