"""A cleaned project whose records are hostile, and whose counts can be done by hand."""

import json
from pathlib import Path

from pipelines.run.clean import clean
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project

LONGEST = 12
"""There is one text of one word, one of two, and so on up to this; each is the beginning of the next."""

HOSTILE = (
    "![x](http://evil.example/1.png)",
    "<img src=http://evil.example/2.png onerror=alert(1)>",
    "<script>fetch('http://evil.example/3')</script>",
    "</div></mark><svg/onload=alert(2)> <style>*{display:none}</style>",
    "[click](javascript:alert(4)) www.evil.example $5 and $x$ :red[danger]",
    "right\u202eto left\u202c zero\u200bwidth",
)
"""Each stands in two records that differ in their last word, and their label is hostile, too."""

LABEL = "<b>fee</b> ![x](http://evil.example/9.png)"
MAIL = "ann@example.org"
RECIPE = """
name: sifted
task: {labels: [number]}
clean: [length: {min_words: 5}, symbols, redact: {kinds: [email]}, dedupe: {threshold: 0.6, ngram: 2}]
"""


def sifted(folder: Path) -> Project:
    """The project in `folder`, made there unless it exists: four records too short, a chain of eight, six pairs."""
    if (folder / "verilode.yaml").exists():
        return Project.open(folder)
    folder.mkdir(parents=True)
    (folder / "verilode.yaml").write_text(RECIPE)
    lines = [json.dumps(row) for row in _rows()]
    (folder / "rows.jsonl").write_text("\n".join([*lines, '{"text": "<img src=x onerror=alert(5)>", broken']))
    project = Project.open(folder)
    ingest(project, [folder / "rows.jsonl"], ColumnMapping.parse({"text": "text", "label": "label"}))
    clean(project)
    return project


def _rows() -> list[dict[str, str]]:
    numbers = [" ".join(f"n{i}" for i in range(1, n + 1)) for n in range(1, LONGEST + 1)]
    pairs = [
        f"{payload} {' '.join(f'w{place}k{k}' for k in range(12))} {last}"
        for place, payload in enumerate(HOSTILE)
        for last in ("first", "second")
    ]
    rows = [{"text": text, "label": "number"} for text in numbers]
    rows += [{"text": text, "label": LABEL} for text in pairs]
    return [*rows, {"text": f"please write to {MAIL} as soon as you can", "label": "number"}]
