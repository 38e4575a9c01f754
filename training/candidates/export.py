"""Candidates as a file that a project of the kind `rank` ingests, so that people put them in order."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.records import normal_form
from training.candidates.draw import Drawn
from training.data.examples import Example


@dataclass(frozen=True, slots=True)
class Exported:
    """How many prompts went into the file, and how many have not even two different answers to put in order."""

    file: Path
    prompts: int
    all_alike: int


def export_candidates(drawn: Drawn, file: Path) -> Exported:
    """Write one line per prompt, with the list `candidates` of different answers, which ingest keeps in `meta`.

    The order is that of the draws; whoever reviews them sees them mixed.

    Raises:
        VerilodeError: for test prompts, which nobody may train on; where the file exists, or no prompt has two
            different answers.
    """
    if drawn.split == "test":
        raise VerilodeError("what people rank is trained on, and test prompts must not be: use --split train")
    if file.exists():
        raise VerilodeError("already exists; choose another --out", file=file)
    lines = []
    for one in drawn.examples:
        texts = list({normal_form(text): text for text in drawn.texts[one.record_id] if text.strip()}.values())
        if len(texts) > 1:
            about = {"record": one.record_id, "model": drawn.model.model_hash}
            lines.append({**_asked(one), "candidates": texts, **about})
    if not lines:
        raise VerilodeError("no prompt has two different answers; raise --temperature or --number")
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_atomically(file, text.encode("utf-8", "replace"))
    return Exported(file, len(lines), len(drawn.examples) - len(lines))


def _asked(example: Example) -> dict[str, Any]:
    """One question as an instruction, a conversation as messages."""
    turns = list(example.prompt)
    if [turn["role"] for turn in turns] not in (["user"], ["system", "user"]):
        return {"messages": turns}
    system = {"system": turns[0]["content"]} if len(turns) == 2 else {}
    return {**system, "instruction": turns[-1]["content"]}
