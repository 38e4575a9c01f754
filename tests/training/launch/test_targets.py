"""Each target's files and line for one run: read by bash, by accelerate's own loader, and against SkyPilot's fields."""

import json
import os
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pipelines.core.errors import VerilodeError
from training.config import RunConfig, read_config
from training.launch.dry_run import dry_run, write_launch
from training.launch.sharding import sharding_file
from training.launch.targets import TARGETS

CONFIG = RunConfig("/data/clinic/snapshots/s1", "/models/base", "h", batch_size=32, replay_file="/data/clinic/g.jsonl")
FOLDER = Path("/data/clinic/runs/r1")

SKYPILOT = {"name", "workdir", "num_nodes", "resources", "envs", "secrets", "file_mounts", "setup", "run", "config"}
RESOURCES = {"infra", "accelerators", "use_spot", "disk_size", "job_recovery"}
"""Fields of a task in SkyPilot's documented YAML, and those of its resources that we write."""


def refused(target: str, config: RunConfig = CONFIG, **options: object) -> str:
    with pytest.raises(VerilodeError) as told:
        dry_run(target, config, FOLDER, options)
    return str(told.value)


@pytest.mark.parametrize("target", TARGETS.names())
def test_equal_runs_give_equal_files_and_nothing_is_written(target: str) -> None:
    assert dry_run(target, CONFIG, FOLDER) == dry_run(target, CONFIG, FOLDER)
    assert not FOLDER.exists()


@pytest.mark.parametrize("target", TARGETS.names())
def test_every_target_starts_the_same_worker_on_the_same_folder(target: str) -> None:
    launch = dry_run(target, CONFIG, FOLDER)
    text = "\n".join([launch.line, *launch.files.values()])
    assert "-m training.worker train /data/clinic/runs/r1" in text


@pytest.mark.train
@pytest.mark.parametrize(
    ("name", "kind"),
    [("fsdp2", "FSDP"), ("multi_gpu", "MULTI_GPU"), ("zero2", "DEEPSPEED"), ("zero3", "DEEPSPEED")],
)
def test_accelerate_reads_its_file(tmp_path: Path, name: str, kind: str) -> None:
    from accelerate.commands.config.config_args import load_config_from_file

    (tmp_path / "accelerate.yaml").write_text(sharding_file(name))
    read = load_config_from_file(str(tmp_path / "accelerate.yaml"))
    assert (str(read.distributed_type.value), read.mixed_precision) == (kind, "bf16")


def test_slurm_is_told_machines_devices_and_to_queue_again() -> None:
    options = {"nodes": 2, "gpus": 4, "time": "08:00:00", "partition": "gpu", "before": "source env/bin/activate"}
    launch = dry_run("slurm", CONFIG, FOLDER, options)
    script = launch.files["launch/run.sbatch"]
    told = [line.removeprefix("#SBATCH --") for line in script.splitlines() if line.startswith("#SBATCH")]
    wanted = {"nodes=2", "gpus-per-node=4", "time=08:00:00", "partition=gpu", "requeue", "signal=TERM@120"}
    assert wanted <= set(told)
    assert "--num_processes 8" in script
    assert launch.line == "sbatch /data/clinic/runs/r1/launch/run.sbatch"
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


SLURM = {
    "scontrol": '#!/bin/bash\n[ "$1" = show ] && echo node7 && echo node8 || echo "$@" >> "$NOTES"\n',
    "srun": '#!/bin/bash\necho "$MASTER_ADDR $MASTER_PORT" >> "$NOTES"\nshift\nexec "$@"\n',
    "python": '#!/bin/bash\necho "$@" >> "$NOTES"\nexit ${CODE:-0}\n',
}
"""A cluster of one machine: `srun` runs its words here, `python` only writes them down."""


@pytest.fixture
def cluster(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    for name, text in SLURM.items():
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def attempt(cluster: Path, reason: str | None, **environment: str) -> tuple[int, list[str]]:
    """Run the script on a run whose worker left this status; its exit code and what the cluster was told."""
    folder = cluster / "runs" / "r1"
    write_launch(launch := dry_run("slurm", CONFIG, folder, {"gpus": 2}), CONFIG, folder)
    (folder / "status.json").write_text(json.dumps({"state": "failed", "reason": reason}))
    given = {"SLURM_JOB_ID": "41", "SLURM_NNODES": "1", "SLURM_NODEID": "0", "SLURM_JOB_NODELIST": "node[7-8]"}
    path = f"{cluster / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, **given, **environment, "PATH": path, "NOTES": str(cluster / "notes")}
    ran = subprocess.run(["bash", *shlex.split(launch.line)[1:]], env=env, check=False)
    return ran.returncode, (cluster / "notes").read_text().splitlines()


def test_the_script_meets_on_the_first_machine(cluster: Path) -> None:
    code, told = attempt(cluster, None)
    assert (code, told[0]) == (0, "node7 20041")
    assert "--machine_rank 0 --main_process_ip node7 --main_process_port 20041" in told[1]


@pytest.mark.parametrize("reason", ["cancelled", "stopped at step 40 of 90; the same command takes it up there"])
def test_a_run_cut_off_by_its_time_is_queued_again(cluster: Path, reason: str) -> None:
    code, told = attempt(cluster, reason, CODE="1")
    assert (code, told[-1]) == (1, "requeue 41")


@pytest.mark.parametrize(
    ("reason", "restarts"), [("the loss is no number", "0"), ("cancelled", "20")], ids=["failed", "often enough"]
)
def test_others_are_not(cluster: Path, reason: str, restarts: str) -> None:
    code, told = attempt(cluster, reason, CODE="3", SLURM_RESTART_COUNT=restarts)
    assert (code, "requeue 41" in told) == (3, False)


def test_skypilot_is_told_only_what_its_documentation_names() -> None:
    launch = dry_run("skypilot", CONFIG, FOLDER, {"accelerators": "H100:8", "nodes": 2, "infra": "aws/us-east-1"})
    task = yaml.safe_load(launch.files["launch/task.yaml"])
    assert set(task) <= SKYPILOT
    assert set(task["resources"]) <= RESOURCES
    assert task["resources"] == {
        "infra": "aws/us-east-1",
        "accelerators": "H100:8",
        "use_spot": True,
        "disk_size": 256,
        "job_recovery": {"strategy": "EAGER_NEXT_REGION", "max_restarts_on_errors": 0},
    }
    assert "--num_processes 16" in task["run"]
    assert subprocess.run(["bash", "-n"], input=task["run"], text=True, check=False).returncode == 0


def test_the_run_finds_everything_there_under_the_same_path_and_keeps_its_folder_in_a_bucket() -> None:
    base = "/users/ann/hub/models--org--name/snapshots/0123"
    config = replace(
        CONFIG, base=base, options={"reward_model": "/data/clinic/runs/r0/model", "reward_model_hash": "h"}
    )
    mounts = yaml.safe_load(dry_run("skypilot", config, FOLDER).files["launch/task.yaml"])["file_mounts"]
    bucket = mounts.pop(str(FOLDER))
    assert mounts == {
        path: path
        for path in (
            "/data/clinic/snapshots/s1",
            "/users/ann/hub/models--org--name",
            "/data/clinic/g.jsonl",
            "/data/clinic/runs/r0/model",
        )
    }
    assert (bucket["mode"], bucket["persistent"], bucket["source"]) == ("MOUNT_CACHED", True, str(FOLDER))


@pytest.mark.parametrize(
    ("target", "change", "options", "reason"),
    [
        ("slrum", {}, {}, "no target called 'slrum'; did you mean 'slurm'?"),
        ("slurm", {}, {"gpu": 4}, "target 'slurm' has no option 'gpu'; it has: nodes, gpus"),
        ("accelerate", {}, {"sharding": "fsdp"}, "option 'sharding' is 'fsdp', wanted 'fsdp2' or 'multi_gpu'"),
        ("accelerate", {}, {"processes": 5}, "batch_size 32 cannot be divided among 5 processes"),
        ("accelerate", {}, {"processes": 0}, "a run needs at least one process, not 0"),
        ("slurm", {"micro_batch": 8}, {}, "micro_batch 8 must divide the 4 rows of each process"),
        ("slurm", {"adapter": "qlora"}, {}, "qlora holds the base in four bits, which fsdp2 cannot shard"),
        ("slurm", {}, {"partition": "gpu\n#SBATCH --x"}, "Slurm cannot take 'gpu\\n#SBATCH --x'"),
    ],
)
def test_what_cannot_work_is_one_line(target: str, change: dict, options: dict, reason: str) -> None:
    assert reason in refused(target, replace(CONFIG, **change), **options)


def test_what_is_written_is_the_run_and_its_files(tmp_path: Path) -> None:
    write_launch(dry_run("accelerate", CONFIG, tmp_path), CONFIG, tmp_path)
    assert read_config(tmp_path / "run.yaml") == CONFIG
    assert (tmp_path / "launch" / "accelerate.yaml").read_text() == sharding_file("multi_gpu")
