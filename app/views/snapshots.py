"""What the snapshots page reads: frozen versions, and whether one is as it was frozen."""

from app.views.newest import readable
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot, list_snapshots, verify_snapshot


@readable()
def snapshots(project: Project) -> list[Snapshot]:
    """All snapshots, the newest first."""
    return list_snapshots(project.snapshots)[::-1]


@readable()
def problems(snapshot: Snapshot) -> list[str]:
    """What is not as it was frozen, one line each; every byte and record is read for it."""
    return verify_snapshot(snapshot)
