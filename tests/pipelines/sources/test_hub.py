"""Names on the Hub: refused offline in one line; online each split is streamed, at a fixed commit."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Row, parts
from pipelines.sources._hub import hub_parts


class FakeHub:
    """One data set with two splits, whose second row of `test` never comes."""

    def revision(self, name: str) -> str:
        if name != "owner/set":
            raise ConnectionError(f"no data set {name}")
        return "abc123"

    def splits(self, name: str, config: str | None, revision: str) -> Mapping[str, Iterable[dict[str, Any]]]:
        return {"train": [{"text": f"{config} {revision}"}], "test": self._failing()}

    def _failing(self) -> Iterator[dict[str, Any]]:
        yield {"text": "x"}
        raise ConnectionError("the line is dead\nreally")


def test_every_split_is_a_part_with_the_commit_as_its_stamp():
    train, test = hub_parts(Path("owner/set"), "small", FakeHub())
    assert list(train.rows()) == [Row(1, -1, {"text": "small abc123", "split": "train"})]
    assert train.stamp() == {"revision": "owner/set@abc123/small", "split": "train"}
    assert (train.source, train.size, test.split) == ("owner/set/train", None, "test")


def test_a_line_that_breaks_is_one_line():
    _, test = hub_parts(Path("owner/set"), None, FakeHub())
    with pytest.raises(
        VerilodeError, match="owner/set: the Hub did not give it: ConnectionError: the line is dead real"
    ):
        list(test.rows())


def test_an_unknown_name_is_one_line():
    with pytest.raises(VerilodeError, match="owner/other: the Hub did not give it"):
        hub_parts(Path("owner/other"), None, FakeHub())


def test_without_leave_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(VerilodeError, match="no such file; .* set HF_HUB_OFFLINE=0"):
        parts([Path("owner/set")])


def test_a_path_on_this_machine_is_never_taken_for_a_name(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owner").mkdir()
    with pytest.raises(VerilodeError, match="no extension|no such file"):
        parts([Path("owner/set")])
