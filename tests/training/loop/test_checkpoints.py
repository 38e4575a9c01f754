"""Checkpoints: complete or as good as absent, whatever happened while one was written or removed."""

import json
from pathlib import Path

import pytest

from training.loop.checkpoints import MARKER, Checkpoint, is_complete, mark_complete, rotate, take_up


def checkpoint(run: Path, step: int, best: int | None = None) -> Path:
    """A folder as a trainer leaves it, with a marker."""
    folder = run / "checkpoints" / f"checkpoint-{step}"
    (folder / "ref").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights %d" % step)
    (folder / "ref" / "adapter.safetensors").write_bytes(b"reference")
    (folder / "trainer_state.json").write_text(json.dumps({"global_step": step, "best_global_step": best}))
    mark_complete(folder)
    return folder


def left(run: Path) -> list[str]:
    return sorted(path.name for path in (run / "checkpoints").iterdir())


def test_a_run_without_checkpoints_begins_anew(tmp_path: Path) -> None:
    assert take_up(tmp_path) == (None, 0)


def test_the_newest_complete_one_is_taken_up(tmp_path: Path) -> None:
    for step in (9, 10):
        checkpoint(tmp_path, step)
    assert take_up(tmp_path) == (Checkpoint(10, tmp_path / "checkpoints" / "checkpoint-10"), 0)


def test_the_marker_names_every_file_with_its_digest(tmp_path: Path) -> None:
    names = json.loads((checkpoint(tmp_path, 1) / MARKER).read_text())["files"]
    assert sorted(names) == ["model.safetensors", "ref/adapter.safetensors", "trainer_state.json"]
    assert {len(digest) for digest in names.values()} == {64}


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / MARKER).unlink(),
        lambda folder: (folder / MARKER).write_text('{"files": {"model'),
        lambda folder: (folder / MARKER).write_text("[]"),
        lambda folder: (folder / MARKER).write_text('{"files": {}}'),
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "model.safetensors").write_bytes(b"weights 9"),
        lambda folder: (folder / "ref" / "adapter.safetensors").write_bytes(b""),
    ],
    ids=["no marker", "half a marker", "other marker", "empty marker", "file gone", "one byte", "cut"],
)
def test_a_damaged_one_is_removed_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage) -> None:
    older, newer = checkpoint(tmp_path, 2), checkpoint(tmp_path, 4)
    damage(newer)
    assert not is_complete(newer)
    assert take_up(tmp_path) == (Checkpoint(2, older), 1)
    assert left(tmp_path) == ["checkpoint-2"]
    assert caplog.messages == [f"{newer} is not complete and was removed"]


def test_weights_that_may_be_chosen_in_the_end_must_be_there(tmp_path: Path) -> None:
    first, best, last = (
        checkpoint(tmp_path, 2, best=2),
        checkpoint(tmp_path, 4, best=4),
        checkpoint(tmp_path, 6, best=4),
    )
    (best / "model.safetensors").write_bytes(b"")
    assert take_up(tmp_path) == (Checkpoint(2, first), 2)
    assert not last.exists()


def test_another_process_than_the_first_removes_nothing(tmp_path: Path) -> None:
    checkpoint(tmp_path, 2)
    (checkpoint(tmp_path, 4) / MARKER).unlink()
    chosen, lost = take_up(tmp_path, clean=False)
    assert (chosen and chosen.step, lost, left(tmp_path)) == (2, 1, ["checkpoint-2", "checkpoint-4"])


@pytest.mark.parametrize(
    ("steps", "best", "kept"),
    [
        ([2], None, [2]),
        ([2, 4], None, [2, 4]),
        ([2, 4, 6], None, [4, 6]),
        ([2, 4, 6], 2, [2, 6]),
        ([2, 4, 6], 6, [4, 6]),
    ],
)
def test_the_newest_and_the_best_are_kept(tmp_path: Path, steps, best, kept) -> None:
    for step in steps:
        checkpoint(tmp_path, step)
    rotate(tmp_path, best)
    assert left(tmp_path) == [f"checkpoint-{step}" for step in kept]


def test_one_that_is_being_written_costs_no_other_its_place(tmp_path: Path) -> None:
    for step in (2, 4, 6):
        checkpoint(tmp_path, step)
    (tmp_path / "checkpoints" / "checkpoint-6" / MARKER).unlink()
    rotate(tmp_path, None)
    assert left(tmp_path) == ["checkpoint-2", "checkpoint-4", "checkpoint-6"]
