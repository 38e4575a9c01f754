"""`verilode train`: one command per trainer, and what it plans without training."""

from pathlib import Path

import pytest
import yaml

from app.commands.train import Trained, show
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.frozen import frozen
from training.runs import read_run
from training.trainers import TRAINERS


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A frozen project, and beside it a folder that looks like a base model as far as nobody loads it."""
    project = frozen(tmp_path / "project")
    base = project.root / "base"
    base.mkdir()
    (base / "model.safetensors").write_bytes(b"weights")
    (base / "config.json").write_text("{}")
    return project


@pytest.fixture
def shell(project: Project) -> Shell:
    return Shell(project.root)


@pytest.mark.parametrize("name", TRAINERS.names())
def test_every_trainer_is_a_command_with_its_own_options_explained(shell: Shell, name: str) -> None:
    told = " ".join(shell(f"train {name} --help").out.split())
    assert TRAINERS.summary(name).split(";")[0].split(":")[0] in told
    for option in TRAINERS.options(name):
        assert f"--{option.name.replace('_', '-')} " in told
        assert option.help.split()[0] in told


def test_a_dry_run_prints_the_configuration_and_every_way_to_start_it(project: Project, shell: Shell) -> None:
    out = shell("train sft --base base --steps 7 --set lora_r=4 --dry-run").out
    first, text = out.split("\n", 1)
    configuration = yaml.safe_load(text.split("\n\n")[0])
    assert first == f"# {project.runs}/{first.split('/')[-2]}/run.yaml"
    assert (configuration["steps"], configuration["lora_r"], configuration["trainer"]) == (7, 4, "sft")
    lines = [line.split(":")[0] for line in out.splitlines() if line.startswith(("accelerate:", "skypilot:", "slurm:"))]
    assert lines == ["accelerate", "skypilot", "slurm"]
    assert not project.runs.exists()
    assert list(project.events.events("run.*")) == []


def test_launch_files_are_written_beside_the_run_yaml_they_start(project: Project, shell: Shell) -> None:
    planned = shell.json("train sft --base base --launch slurm --launch-set nodes=2")
    folder = Path(planned["folder"])
    assert planned["written"]
    assert "#SBATCH --nodes=2" in (folder / "launch" / "run.sbatch").read_text()
    assert read_run(folder).config["base"] == str(project.root / "base")
    assert planned["launches"][0]["line"] == f"sbatch {folder}/launch/run.sbatch"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("train sft --base base --launch pbs", "no target called 'pbs'; known: accelerate, skypilot, slurm"),
        ("train sft --base base --launch slurm --launch-set knots=2", "target 'slurm' has no option 'knots'"),
        ("train sft --base nowhere", "nowhere"),
        ("train dpo --base base", "has no preference pairs: no row has a rejected answer"),
        ("train sft --base base --start abc", "no run with id 'abc'"),
        ("train sft --base base --set tracker=paper", "no tracker called 'paper'"),
    ],
)
def test_a_mistake_is_one_line(shell: Shell, line: str, reason: str) -> None:
    ran = shell(line)
    assert ran.code == 1
    assert reason in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("role", "last"),
    [
        ("", "compare it with its base: verilode evaluate abc"),
        ("reward", "let it judge answers: verilode train rloo --start RUN --reward model --reward-model abc"),
    ],
)
def test_a_finished_run_says_what_it_is_good_for(role: str, last: str) -> None:
    assert list(show(Trained("abc", "finished", "s1", "/p/runs/abc", {}, role)))[-1] == last
