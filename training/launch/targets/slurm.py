"""Slurm: a batch script for one or more machines that share the project's folder, resumed after preemption."""

import shlex
from pathlib import Path
from string import Template

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.launch.sharding import FILE, Sharding, check_sharding, sharding_file
from training.launch.targets import Launch, Target
from training.launch.worker_line import worker_line

_SCRIPT = "launch/run.sbatch"
_RENDEZVOUS = (
    '--num_machines "$SLURM_NNODES" --machine_rank "$SLURM_NODEID" '
    '--main_process_ip "$MASTER_ADDR" --main_process_port "$MASTER_PORT"'
)
_TEMPLATE = Template("""#!/bin/bash
#SBATCH --job-name=verilode-$name
#SBATCH --nodes=$nodes
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=$gpus
#SBATCH --cpus-per-task=$cpus
#SBATCH --time=$time
#SBATCH --output=$folder/slurm-%j.log
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=TERM@120
$extra
$before
set -uo pipefail
export PYTHONSAFEPATH=1
MASTER_ADDR=$$(scontrol show hostnames "$$SLURM_JOB_NODELIST" | head -n 1)
MASTER_PORT=$$((20000 + SLURM_JOB_ID % 20000))
export MASTER_ADDR MASTER_PORT

# one launcher per machine; it starts one worker per device
srun --kill-on-bad-exit=1 bash -c $line
code=$$?

# Two minutes before the time is up every worker is told to end, and writes a checkpoint. Then the run is not over:
# it is queued again and goes on from its newest complete checkpoint. A run that failed is not queued again.
told='"reason": "(cancelled|stopped at step)'
if [ ! -e $model ] && grep -Eq "$$told" $status && [ "$${SLURM_RESTART_COUNT:-0}" -lt $restarts ]; then
  scontrol requeue "$$SLURM_JOB_ID"
fi
exit "$$code"
""")


def slurm(
    *,
    nodes: int = 1,
    gpus: int = 8,
    cpus: int = 16,
    time: str = "24:00:00",
    sharding: Sharding = "fsdp2",
    partition: str = "",
    account: str = "",
    before: str = "",
    python: str = "python",
    restarts: int = 20,
) -> Target:
    """Train on a Slurm cluster whose machines see the project under the same path.

    Args:
        nodes: Machines.
        gpus: Devices on each.
        cpus: Cores on each.
        time: Most time of one attempt, as Slurm writes it.
        sharding: How the devices share the model.
        partition: Slurm partition; the cluster's default if empty.
        account: Slurm account to charge.
        before: Shell line run first, such as `source venv/bin/activate` or `module load cuda`.
        python: Interpreter with verilode installed.
        restarts: Attempts after which a run that runs out of time is not queued again.
    """

    def target(config: RunConfig, folder: Path) -> Launch:
        check_sharding(config, sharding, nodes * gpus)
        for word in (time, partition, account):
            _one_word(word)
        line = worker_line(folder, nodes * gpus, python=python, more=_RENDEZVOUS)
        script = _TEMPLATE.substitute(
            **{"name": config.id, "nodes": nodes, "gpus": gpus, "cpus": cpus, "time": time, "restarts": restarts},
            folder=_one_word(str(folder)),
            extra="".join(f"#SBATCH --{n}={v}\n" for n, v in (("partition", partition), ("account", account)) if v),
            before=before,
            line=shlex.quote(f"exec {line}"),
            model=shlex.quote(str(folder / "model")),
            status=shlex.quote(str(folder / "status.json")),
        )
        return Launch({FILE: sharding_file(sharding), _SCRIPT: script}, shlex.join(["sbatch", str(folder / _SCRIPT)]))

    return target


def _one_word(value: str) -> str:
    """Slurm reads its own lines without a shell: white space would end the value."""
    if value != "".join(value.split()):
        raise VerilodeError(f"Slurm cannot take {value!r}: it has white space in it")
    return value
