"""Letting one model answer a set, in parts that a killed evaluation does not make again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.core.files import write_atomically
from pipelines.core.ids import digest
from pipelines.core.progress import progress
from training.evaluation.choices import choose
from training.evaluation.sets import Item
from training.models.generate import Said, answer
from training.models.load import load_tokenizer

PARTS = "answers"
_PART = 256
"""Questions of one part: what is lost when the process is killed."""
_MARGIN = 8
"""Tokens an answer may be longer than the longest expected one before it is cut off; it is wrong by then."""


@dataclass(frozen=True)
class Speaker:
    """A model that answers; loaded only when there is something left to answer.

    Attributes:
        label: What it is called in the report.
        key: Content hashes of everything that decides what it says.
        tokenizer_folder: Where its tokenizer is.
        load: Loads it.
    """

    label: str
    key: tuple[str, ...]
    tokenizer_folder: Path
    load: Callable[[], Any]

    @cached_property
    def model(self) -> Any:
        """The model, on the first accelerator there is."""
        import torch

        model = self.load()
        return model.to("cuda") if torch.cuda.is_available() and model.device.type == "cpu" else model

    @cached_property
    def tokenizer(self) -> Any:
        """Its tokenizer, padding on the left."""
        return load_tokenizer(self.tokenizer_folder)


def answers_of(speaker: Speaker, name: str, items: Sequence[Item], parts: Path, longest: int = 0) -> list[Said]:
    """What a model says to every question of a set, in order.

    Args:
        speaker: Who answers.
        name: Of the set, for progress.
        items: The questions.
        parts: Folder of the parts made so far.
        longest: Most tokens of an answer; 0 takes the longest expected one and a little more.
    """
    limit = longest or _longest(speaker.tokenizer, items)

    def make(part: Sequence[Item], report: Callable[[int], None]) -> list[Any]:
        examples = [item.example for item in part]
        said = answer(speaker.model, speaker.tokenizer, examples, longest=limit, report=report)
        return [asdict(one) for one in said]

    label = f"{speaker.label} answers the {name} set"
    return [Said(**one) for one in _in_parts(make, items, parts, [*speaker.key, "answer", limit], label)]


def choices_of(speaker: Speaker, name: str, items: Sequence[Item], parts: Path) -> list[bool]:
    """Whether the likeliest choice is the right one, for each question that has choices."""

    def make(part: Sequence[Item], report: Callable[[int], None]) -> list[Any]:
        examples, several = [item.example for item in part], [item.choices for item in part]
        return choose(speaker.model, speaker.tokenizer, examples, several, report)

    asked = [item for item in items if item.choices]
    if not asked:
        return []
    label = f"{speaker.label} weighs the choices of the {name} set"
    chosen = _in_parts(make, asked, parts, [*speaker.key, "choose"], label)
    return [item.choices[number] == item.example.answer for item, number in zip(asked, chosen, strict=True)]


def _longest(tokenizer: Any, items: Sequence[Item]) -> int:
    expected = tokenizer([item.example.answer for item in items], add_special_tokens=False)["input_ids"]
    return max(map(len, expected), default=0) + _MARGIN


def _in_parts(
    make: Callable[[Sequence[Item], Callable[[int], None]], list[Any]],
    items: Sequence[Item],
    folder: Path,
    key: Sequence[object],
    label: str,
) -> list[Any]:
    """What `make` gives for the items, each part from its file where it was made before."""
    found: list[Any] = []
    for start in range(0, len(items), _PART):
        part = items[start : start + _PART]
        asked = [[item.example.record_id, list(item.example.prompt), list(item.choices)] for item in part]
        path = folder / f"{digest([*key, asked])}.json"
        before = len(found)
        made = _read(path, len(part))
        if made is None:
            made = make(part, lambda done, before=before: progress(label, before + done, len(items)))
            write_atomically(path, json.dumps(made, ensure_ascii=False).encode())
        found += made
    progress(label, len(items), len(items))
    return found


def _read(path: Path, wanted: int) -> list[Any] | None:
    """A part made before; None where there is none that can be used."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, list) and len(found) == wanted else None
