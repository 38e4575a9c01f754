"""Ask several models the same and read their answers side by side: the base, runs, the current one."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.frame.screen import plain, say
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.serving.client import Answer, ask_all, models_of
from training.serving.hosted import hosted
from training.serving.start import default_models, make_order, running


@dataclass(frozen=True, slots=True)
class Chat:
    """What was asked and answered; after a conversation, its last turn."""

    url: str
    message: str
    answers: list[dict[str, Any]]


def chat(
    project: Project,
    models: list[str] | None = None,
    *,
    message: str | None = None,
    system: str | None = None,
    url: str | None = None,
    max_tokens: int = 256,
    temperature: float = 0.0,
) -> Chat:
    """Chat in the terminal; an empty line or Ctrl+D ends it. Each model remembers its own answers.

    An endpoint that runs and has these models is asked; else one is started for as long as the chat lasts.

    Args:
        models: base, run ids, latest, or aliases such as current; default the base and the current or newest model.
        message: Ask this alone and end.
        system: What every model is told first.
        url: Address of an endpoint to ask, e.g. http://127.0.0.1:8000.
        max_tokens: Most tokens of an answer.
        temperature: 0 takes the most likely tokens, as evaluation does.
    """
    options = {"max_tokens": max_tokens, "temperature": temperature}
    first = [{"role": "system", "content": system}] if system else []
    if url is None:
        names = list(models or default_models(project))
        with _endpoint(project, names) as address:
            return _talk(address, names, first, message, options)
    known = [str(one["id"]) for one in models_of(url)]
    return _talk(url, list(models or known), first, message, options)


def show(result: Chat) -> Iterator[str]:
    """Every answer under the name of its model."""
    for answer in result.answers:
        yield from _lines(answer["model"], answer["fingerprint"], answer["text"])


def _endpoint(project: Project, names: Sequence[str]) -> Any:
    from contextlib import nullcontext

    for endpoint in running(project):
        if set(names) <= {model.id for model in endpoint.models}:
            return nullcontext(endpoint.url)
    say(f"starting an endpoint for {', '.join(names)}")
    return hosted(project, make_order(project, names, port=0))


def _talk(
    url: str, names: Sequence[str], first: list[dict[str, str]], message: str | None, options: dict[str, Any]
) -> Chat:
    if message is not None:
        turns = [*first, {"role": "user", "content": message}]
        return Chat(url, message, [asdict(answer) for answer in ask_all(url, names, turns, **options)])
    if not sys.stdin.isatty():
        raise VerilodeError("there is no terminal to chat in; give --message TEXT")
    return _conversation(url, names, {name: list(first) for name in names}, options)


def _conversation(
    url: str, names: Sequence[str], turns: dict[str, list[dict[str, str]]], options: dict[str, Any]
) -> Chat:
    last, answers = "", list[Answer]()
    while said := _line():
        last, answers = said, []
        for name in names:
            turns[name].append({"role": "user", "content": said})
            answers += ask_all(url, [name], turns[name], **options)
            turns[name].append({"role": "assistant", "content": answers[-1].text})
            for line in _lines(name, answers[-1].fingerprint, answers[-1].text):
                sys.stderr.write(plain(line) + "\n")
    return Chat(url, last, [])


def _line() -> str:
    sys.stderr.write("you> ")
    sys.stderr.flush()
    try:
        return sys.stdin.readline().strip()
    except KeyboardInterrupt:
        return ""


def _lines(name: str, fingerprint: str, text: str) -> Iterator[str]:
    yield f"[{name}] {fingerprint}"
    yield from (f"  {line}" for line in text.splitlines() or [""])
