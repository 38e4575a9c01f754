"""The snapshots a run may be trained on: verified to the byte, without a leak, of a kind the trainer reads."""

from collections.abc import Sequence

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot, list_snapshots, load_snapshot, verify_snapshot


def trusted_snapshot(project: Project, name: str | None, kinds: Sequence[str] = ()) -> Snapshot:
    """The snapshot, verified to the byte and without a leak; training on anything else is refused.

    Args:
        project: Whose snapshots.
        name: Id; default the newest of `kinds`.
        kinds: Task kinds that can be trained on; default the project's own.
    """
    kinds = tuple(kinds) or (project.recipe.task.kind,)
    known = list_snapshots(project.snapshots)
    fitting = [snapshot for snapshot in known if (task_kind(snapshot) or kinds[0]) in kinds]
    if not known:
        raise VerilodeError("no snapshot to train on; make one with: verilode snapshot create")
    if not name and not fitting:
        raise VerilodeError(f"no snapshot of {' or '.join(kinds)} records, which this trainer reads")
    chosen = load_snapshot(project.snapshots, name) if name else fitting[-1]
    problems = verify_snapshot(chosen)
    if problems:
        raise VerilodeError(f"snapshot {chosen.id} is not as it was frozen: {problems[0]}")
    leaks = chosen.manifest["identity"]["leaks"]["total"]
    if leaks:
        raise VerilodeError(f"snapshot {chosen.id} has {leaks} leaks between its splits")
    return chosen


def task_kind(snapshot: Snapshot) -> str | None:
    """The kind of task a snapshot's records were labelled for, None where it does not say."""
    return snapshot.manifest["identity"].get("recipe", {}).get("task", {}).get("kind")
