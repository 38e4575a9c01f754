"""The task `preflight` on the small world: what its report says, and what it leaves to others."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from training.config import RunConfig, write_config
from training.preflight.report import Report, read_report
from training.worker import main

pytestmark = pytest.mark.train


def reported(folder: Path, config: RunConfig, **options: str) -> Report:
    write_config(folder / "run.yaml", config)
    assert main(["preflight", str(folder), *(f"{name}={value}" for name, value in options.items())]) == 0
    report = read_report(folder)
    assert report is not None
    return report


def snapshot_of(folder: Path, **splits: list[dict[str, str]]) -> str:
    """A folder with these rows, and none in the splits that are not named."""
    (folder / "data").mkdir(parents=True)
    columns = pa.schema([(name, pa.string()) for name in ("record_id", "instruction", "response", "rejected", "label")])
    for name in ("train", "validation", "test"):
        table = pa.Table.from_pylist(splits.get(name, []), schema=columns)
        pq.write_table(table, folder / "data" / f"{name}.parquet")
    return str(folder)


def row(name: str, **parts: str) -> dict[str, str]:
    return {"record_id": name, "instruction": "Which chapter? acne, left", "response": "skin", **parts}


@pytest.fixture(scope="module")
def report(world: Any, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return reported(tmp_path_factory.mktemp("report"), world.config(), records="4")


def test_every_split_is_counted(report: Report) -> None:
    assert {name: part.rows for name, part in report.splits.items()} == {
        "train": 20,
        "replay": 7,
        "validation": 5,
        "test": 5,
    }
    part = report.splits["train"]
    # an answer is one word of the tiny base, and its stop token
    assert (part.supervised, part.tokens / part.rows == pytest.approx(11, abs=3)) == (40, True)


def test_an_epoch_is_what_the_trainer_reads(report: Report) -> None:
    both = [report.splits[name] for name in ("train", "replay")]
    assert (report.rows, report.tokens) == (27, sum(part.tokens for part in both))
    assert (report.steps_per_epoch, round(report.epochs, 2)) == (7, round(4 / 7, 2))  # 27 rows by fours; four steps
    assert sum(one.rows for one in report.histogram) == 27
    assert report.packed_rows == 6  # five rows of eleven tokens in each 64
    assert report.failures == []


def test_sampled_records_are_shown_with_the_tokens_that_carry_loss(report: Report) -> None:
    assert [one.why for one in report.records] == ["shortest answer", "longest row", "random", "random"]
    shown = report.records[0]
    learned = [token.text for token in shown.tokens if token.loss]
    assert len(learned) == 2
    assert learned[-1] == "<|end|>"
    assert "".join(token.text for token in shown.tokens).startswith("<|user|>")


def test_it_fails_for_the_rows_for_which_training_would(world: Any, tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path / "snapshot",
        train=[row("fine"), row("blank", response=" ")],
        validation=[row("hostile", instruction="<|end|>")],
        test=[row("measured", response="")],
    )
    config = world.config(snapshot=snapshot, replay_file="")
    report = reported(tmp_path / "report", config)
    assert report.failure == (
        "1 row is spelling a control token of the model: hostile; 1 row is without a token that carries loss: blank"
    )
    assert report.notes == ["in the test split, 1 row is without a token that carries loss: measured"]
    write_config(tmp_path / "run" / "run.yaml", config)
    assert main(["train", str(tmp_path / "run")]) == 1
    assert f'"reason": "{report.failure}"' in (tmp_path / "run" / "status.json").read_text()


def test_what_would_be_cut_is_counted_and_refused(world: Any, tmp_path: Path) -> None:
    config = world.config(snapshot=snapshot_of(tmp_path / "snapshot", train=[row("one")]), replay_file="")
    longest = reported(tmp_path / "fits", config).splits["train"].longest
    report = reported(tmp_path / "cut", replace(config, max_length=longest - 3))
    assert (report.over_rows, report.over_tokens, report.packed_rows) == (1, 3, 1)
    assert report.failure == "1 row is longer than max_length: one"


def test_packing_decides_the_steps_where_it_is_on(world: Any, tmp_path: Path) -> None:
    rows = [row(f"r{i}") for i in range(8)]
    config = world.config(snapshot=snapshot_of(tmp_path / "s", train=rows), replay_file="", batch_size=1, packing=True)
    report = reported(tmp_path / "report", config)
    assert (report.steps_per_epoch, report.rows) == (report.packed_rows, 8)
    assert report.packed_rows < 8


def test_both_answers_of_a_pair_are_counted_and_shown(world: Any, tmp_path: Path) -> None:
    pairs = [row(f"p{i}", rejected="eye") for i in range(3)]
    snapshot = snapshot_of(tmp_path / "snapshot", train=pairs)
    report = reported(tmp_path / "report", world.config(snapshot=snapshot, trainer="dpo", batch_size=1))
    assert {name: part.rows for name, part in report.splits.items() if part.rows} == {"train": 3, "train rejected": 3}
    assert (report.rows, report.steps_per_epoch) == (6, 3)
    assert {one.split for one in report.records} == {"train", "train rejected"}


def test_judged_answers_are_rows_of_their_own(world: Any, tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path / "snapshot", train=[row("good", label="up"), row("bad", label="down")])
    report = reported(tmp_path / "report", world.config(snapshot=snapshot, trainer="kto", batch_size=1))
    assert (report.splits["train"].rows, report.steps_per_epoch) == (2, 2)


@pytest.mark.parametrize(
    ("trainer", "parts", "reason"),
    [
        ("dpo", {}, "has no preference pairs"),
        ("dpo", {"rejected": "Skin. "}, "1 rows choose and reject the same answer: r"),
        ("grpo", {}, "grpo teaches no answer of the snapshot, only what the model itself writes"),
    ],
)
def test_rows_a_trainer_cannot_read_are_one_line(
    world: Any, tmp_path: Path, trainer: str, parts: dict[str, str], reason: str
) -> None:
    snapshot = snapshot_of(tmp_path / "snapshot", train=[row("r", **parts)])
    write_config(tmp_path / "run.yaml", world.config(snapshot=snapshot, trainer=trainer))
    assert main(["preflight", str(tmp_path)]) == 1
    assert reason in (tmp_path / "status.json").read_text()


def test_no_weights_are_read(world: Any, tmp_path: Path) -> None:
    """A folder with the tokenizer alone will do."""
    base = tmp_path / "base"
    base.mkdir()
    for file in world.base.iterdir():
        if file.suffix != ".safetensors":
            (base / file.name).write_bytes(file.read_bytes())
    assert reported(tmp_path / "report", world.config(base=str(base))).splits["test"].rows == 5
