"""SkyPilot: a task for rented machines (clouds, Kubernetes), recovered when a cheap one is taken away."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml

from training.config import RunConfig
from training.launch.sharding import FILE, Sharding, check_sharding, sharding_file
from training.launch.targets import Launch, Target
from training.launch.worker_line import worker_line

_TASK = "launch/task.yaml"
_RENDEZVOUS = (
    '--num_machines "$SKYPILOT_NUM_NODES" --machine_rank "$SKYPILOT_NODE_RANK" '
    '--main_process_ip "$(echo "$SKYPILOT_NODE_IPS" | head -n 1)" --main_process_port 29500'
)
_HUB = re.compile(r"(.*/models--[^/]+)/snapshots/[^/]+")
"""A model in the Hugging Face cache: its files are links to blobs beside the snapshot, so all of it must come along."""


def skypilot(
    *,
    accelerators: str = "H100:1",
    nodes: int = 1,
    spot: bool = True,
    infra: str = "",
    disk_gb: int = 256,
    sharding: Sharding = "fsdp2",
    setup: str = "pip install 'verilode[train]'",
    restarts_on_errors: int = 0,
) -> Target:
    """Train on a rented machine; its checkpoints are kept in a bucket, so that another one can go on.

    Args:
        accelerators: Device and how many of it on each machine, such as H100:8.
        nodes: Machines.
        spot: Cheap machines that can be taken away at any time.
        infra: Where, such as aws/us-east-1 or k8s; anywhere if empty.
        disk_gb: Disk of each machine.
        sharding: How several devices share the model.
        setup: Shell text that installs verilode there.
        restarts_on_errors: How often a run that failed by itself is tried again.
    """

    def target(config: RunConfig, folder: Path) -> Launch:
        count = int(accelerators.rpartition(":")[2]) if re.search(r":\d+$", accelerators) else 1
        check_sharding(config, sharding, nodes * count)
        recovery = {"strategy": "EAGER_NEXT_REGION", "max_restarts_on_errors": restarts_on_errors}
        resources = {"accelerators": accelerators, "use_spot": spot, "disk_size": disk_gb, "job_recovery": recovery}
        task = {
            "name": f"verilode-{config.id}",
            "num_nodes": nodes,
            "resources": {**({"infra": infra} if infra else {}), **resources},
            "envs": {"PYTHONSAFEPATH": "1"},
            "file_mounts": _mounts(config, folder),
            "setup": setup,
            "run": worker_line(folder, nodes * count, more=_RENDEZVOUS),
        }
        text = yaml.safe_dump(task, sort_keys=False, width=1000, allow_unicode=True)
        line = shlex.join(["sky", "jobs", "launch", "--name", f"verilode-{config.id}", str(folder / _TASK)])
        return Launch({FILE: sharding_file(sharding), _TASK: text}, line)

    return target


def _mounts(config: RunConfig, folder: Path) -> dict[str, Any]:
    """Everything the run reads under the path it has here, so that run.yaml is the same there; its folder in a bucket.

    Cached mounting is what lets files grow and be renamed in a bucket, as logs and checkpoints do.
    """
    read = [config.snapshot, _whole_model(config.base), config.replay_file, config.start]
    read += [str(value) for name, value in config.options.items() if name.endswith("_model")]
    bucket = {"name": f"verilode-{config.id}", "source": str(folder), "mode": "MOUNT_CACHED", "persistent": True}
    return {**{path: path for path in dict.fromkeys(read) if path}, str(folder): bucket}


def _whole_model(base: str) -> str:
    found = _HUB.fullmatch(base)
    return found[1] if found else base
