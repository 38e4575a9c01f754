"""A project with a frozen snapshot and a run of a few steps on it: small models that talk."""

from pathlib import Path
from typing import Any

from pipelines.store.project import Project
from tests.fakes.contests import freeze_rows
from training.config import RunConfig, write_config
from training.models.identity import model_hash
from training.worker import main


def talking(folder: Path, config: RunConfig, rows: list[dict[str, str]], **changes: Any) -> tuple[Project, str]:
    """The project and the id of its run, trained by the worker's own task in this process.

    Args:
        folder: Where to make it.
        config: A run on some base; its snapshot is replaced by the project's.
        rows: With record_id, instruction and response.
        changes: Of the configuration.
    """
    folder.mkdir(parents=True)
    labels = sorted({row["response"] for row in rows})
    (folder / "verilode.yaml").write_text(f"name: talk\ntask: {{labels: [{', '.join(labels)}]}}\n")
    project = Project.open(folder)
    snapshot = freeze_rows(project, [{"cluster": row["record_id"], "source": "s", **row} for row in rows])
    from dataclasses import replace

    mine = replace(config, snapshot=str(snapshot.folder), base_hash=model_hash(Path(config.base)), **changes)
    run = project.runs / mine.id
    write_config(run / "run.yaml", mine)
    assert main(["train", str(run)]) == 0
    return project, mine.id
