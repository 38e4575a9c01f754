"""General questions for a sweep: held out from what is replayed, and never those of the test."""

import json
from dataclasses import replace
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp, write_atomically
from pipelines.core.ids import coin
from pipelines.store.project import Project
from training.base.built import general_files
from training.config import RunConfig

_SHARE = 0.2
_MOST = 200


def held_out(project: Project, config: RunConfig) -> tuple[RunConfig, str]:
    """The configuration that replays only four questions in five, and the file of the others.

    Choosing the best of many trials by questions that were trained on, or by those of the test, would make the choice
    look better than it is. A configuration that replays nothing is left as it is.

    Args:
        project: Keeps the two parts in `sweeps/general/`, named by the content they come from.
        config: What is searched around.
    """
    source = Path(config.replay_file or general_files(project).replay)
    try:
        lines = [line for line in source.read_text(encoding="utf-8").split("\n") if line.strip()]
        prompts = [str(json.loads(line)["instruction"]) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise VerilodeError(f"cannot be read as general questions: {broken}", file=source) from None
    folder, stamp = project.root / "sweeps" / "general", content_stamp(source)[:12]
    replay, held = folder / f"{stamp}-replay.jsonl", folder / f"{stamp}-held.jsonl"
    if not held.exists():
        away = [coin("sweep", prompt) < _SHARE for prompt in prompts]
        rows = list(zip(prompts, lines, away, strict=True))
        once = {prompt: line for prompt, line, out in rows if out}
        write_atomically(replay, _text([line for _, line, out in rows if not out]))
        write_atomically(held, _text(list(once.values())[:_MOST]))  # last, for it says that both are there
    return replace(config, replay_file=str(replay)) if config.replay_file else config, str(held)


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
