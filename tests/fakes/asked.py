"""Small projects of any kind of task whose records all have the same suggestion."""

import json
from pathlib import Path

from pipelines.core.records import rows
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.selection import standing
from tests.fakes.projects import make_project
from tests.fakes.review import put_suggestions


def asked(folder: Path, task: str, value: str) -> Project:
    """Two texts for a task, which is the inside of the recipe's section, both with this suggestion."""
    texts = [{"text": f"text {i}", "response": "", "truth": value, "group": "g"} for i in range(2)]
    return _suggested(make_project(folder, texts, f"name: t\ntask: {{{task}}}\n"), value)


def preference_pairs(folder: Path, n: int = 40) -> Project:
    """Pairs of answers; in the file the first is the chosen one, and so says the suggestion."""
    folder.mkdir(exist_ok=True)
    (folder / "verilode.yaml").write_text("name: t\ntask: {kind: rank}\n")
    pairs = [{"instruction": f"q{i}", "response": f"chosen {i}", "rejected": f"rejected {i}"} for i in range(n)]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, pairs)))
    project = Project.open(folder)
    ingest(project, [folder / "rows.jsonl"], ColumnMapping.parse({name: name for name in pairs[0]}))
    return _suggested(project, "[0,1]")


def _suggested(project: Project, value: str) -> Project:
    records = (record for batch in standing(project.tables) for record in rows(batch))
    put_suggestions(project, {record.record_id: value for record in records})
    return project
