"""General questions held out of what is replayed: no question on both sides, and none of the test's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.base.built import general_files
from training.sweep.general import held_out

from .conftest import sweep_of


def asked(file: str | Path) -> list[str]:
    return [json.loads(line)["instruction"] for line in Path(file).read_text().splitlines()]


def test_no_question_is_replayed_and_asked(project: Project) -> None:
    files = general_files(project)
    config, held = held_out(project, replace(sweep_of(project).config, replay_file=str(files.replay)))
    replayed, questions = set(asked(config.replay_file)), asked(held)
    assert len(questions) == len(set(questions)) > 10
    assert replayed & set(questions) == set()
    assert replayed | set(questions) == set(asked(files.replay))
    assert set(questions) & set(asked(files.test)) == set()


def test_the_same_file_is_divided_the_same_way(project: Project) -> None:
    config = replace(sweep_of(project).config, replay_file=str(general_files(project).replay))
    first = held_out(project, config)
    written = Path(first[1]).stat().st_mtime_ns
    assert (held_out(project, config), Path(first[1]).stat().st_mtime_ns) == (first, written)


def test_a_run_that_replays_nothing_is_left_as_it_is(project: Project) -> None:
    config = replace(sweep_of(project).config, replay_file="")
    assert held_out(project, config)[0] == config


def test_a_file_that_is_none_is_one_line(project: Project, tmp_path: Path) -> None:
    (tmp_path / "replay.jsonl").write_text("{}\n")
    with pytest.raises(VerilodeError, match="replay.jsonl: cannot be read as general questions"):
        held_out(project, replace(sweep_of(project).config, replay_file=str(tmp_path / "replay.jsonl")))
