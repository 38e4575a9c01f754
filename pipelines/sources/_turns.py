"""Trainers' columns as the fields of a record: message lists in `prompt`, `completion`, `chosen` and `rejected`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.sources._messages import checked_messages
from pipelines.sources._types import Refused

_ANSWERS = ("chosen", "completion")
_COLUMNS = ("prompt", *_ANSWERS, "rejected")
_PLAIN = {"role", "content"}

Turn = dict[str, Any]


def without_turns(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with TRL's conversational columns as texts; a row without a message list is returned as it is.

    One question with one answer becomes `system`, `instruction`, `response` and `rejected`. A longer exchange becomes
    `messages`; where two answers are compared, `messages` is what they answer. A prompt that is only the beginning
    `chosen` and `rejected` have in common (TRL's implicit prompt) is found.

    Raises:
        Refused: `bad_messages`.
    """
    if not any(isinstance(values.get(name), list) for name in _COLUMNS):
        return values
    answer_name = next((name for name in _ANSWERS if values.get(name) is not None), "completion")
    prompt, answer, rejected = _divided(values, answer_name)
    used = {"prompt", answer_name, "rejected"}
    rest = {name: value for name, value in values.items() if name not in used}
    if isinstance(values.get("prompt"), str) and all(turn["content"] != values["prompt"] for turn in prompt):
        rest["prompt_text"] = values["prompt"]  # not what the answers answer: kept beside them
    fields = _fields(prompt, answer, rejected)
    return {name + "_" * (name in fields): value for name, value in rest.items()} | fields


def _divided(values: Mapping[str, Any], answer_name: str) -> tuple[list[Turn], list[Turn], list[Turn]]:
    """What is asked, the answer, and the worse answer, each as messages."""
    answer, rejected = (_turns(values.get(name), "assistant") for name in (answer_name, "rejected"))
    prompt = _turns(values.get("prompt"), "user")
    if isinstance(values.get("prompt"), list) or (prompt and answer and answer[0]["role"] == "assistant"):
        return prompt, answer, rejected
    shared = _shared(answer, rejected) if rejected else max(0, len(answer) - 1)
    if not shared:
        return prompt, answer, rejected
    return answer[:shared], answer[shared:], rejected[shared:]


def _turns(value: Any, role: str) -> list[Turn]:
    if isinstance(value, str):
        return [{"role": role, "content": value}] if value.strip() else []
    return checked_messages(value) if value is not None else []


def _shared(answer: Sequence[Turn], rejected: Sequence[Turn]) -> int:
    """How many messages both begin with; each keeps at least its last."""
    shortest = min(len(answer), len(rejected)) - 1
    return next((i for i in range(max(0, shortest)) if answer[i] != rejected[i]), max(0, shortest))


def _fields(prompt: Sequence[Turn], answer: Sequence[Turn], rejected: Sequence[Turn]) -> dict[str, Any]:
    system = prompt[0]["content"] if prompt and prompt[0]["role"] == "system" else None
    asked, worse = _asked(prompt), _single(rejected)
    said = _single(answer)
    if asked is not None and (said is not None or not answer) and (worse is not None or not rejected):
        return {"system": system, "instruction": asked, "response": said, "rejected": worse}
    if not rejected:
        return {"messages": [*prompt, *answer]}
    if said is None or worse is None:
        raise Refused("bad_messages", "chosen and rejected differ in more than one plain answer of the assistant")
    return {"messages": list(prompt), "response": said, "rejected": worse}


def _asked(prompt: Sequence[Turn]) -> str | None:
    """The question, if the prompt is one, at most with a system message before it."""
    roles = [turn["role"] for turn in prompt]
    plain = all(turn.keys() == _PLAIN and _filled(turn["content"]) for turn in prompt)
    return prompt[-1]["content"] if plain and roles in (["user"], ["system", "user"]) else None


def _single(turns: Sequence[Turn]) -> str | None:
    """The text of one plain answer."""
    plain = len(turns) == 1 and turns[0].keys() == _PLAIN and turns[0]["role"] == "assistant"
    return turns[0]["content"] if plain and _filled(turns[0]["content"]) else None


def _filled(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())


def merged_meta(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a `meta` column that holds an object, as our exports write it; else the column itself."""
    meta = values["meta"]
    if isinstance(meta, str) and meta.lstrip().startswith("{"):
        try:
            meta = json.loads(meta)
        except (ValueError, RecursionError):
            return {"meta": meta}
    return meta if isinstance(meta, dict) else {"meta": meta}
