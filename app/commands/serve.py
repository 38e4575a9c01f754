"""Serve models of this project through OpenAI's chat interface: one base, several adapters."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.frame.screen import say
from pipelines.store.project import Project
from training.serving.start import default_models, make_order, vllm_line
from training.serving.start import serve as run_endpoint

LONG = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What was served, told when it has stopped; or the line that would serve it with vLLM."""

    models: list[str]
    vllm: str = ""


def serve(
    project: Project,
    models: list[str] | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    dtype: str | None = None,
    largest_batch: int = 16,
    most_waiting: int = 128,
    longest: int = 256,
    window: float = 0.01,
    print_vllm: bool = False,
) -> Endpoint:
    """Answer at http://HOST:PORT/v1 until Ctrl+C; where it listens is told on stderr.

    Requests to different models are answered together in one batch. VERILODE_API_KEY in the environment is the key
    callers must show; without one the address must be this computer's own.

    Args:
        models: base, run ids, latest, or aliases such as current; default the base and the current or newest model.
        host: Address to listen on.
        port: Port to listen on; 0 takes any free one.
        dtype: float32 or bfloat16; default what the first of the models was trained in.
        largest_batch: Most requests answered in one batch.
        most_waiting: Most requests that wait; a further one is told to come again.
        longest: Most tokens of an answer where a request does not say.
        window: Seconds a batch waits for company.
        print_vllm: Serve nothing; print the line that serves the same models with vLLM.
    """
    options = {"largest_batch": largest_batch, "most_waiting": most_waiting, "longest": longest, "window": window}
    order = make_order(project, models or default_models(project), host=host, port=port, dtype=dtype, **options)
    names = [model.id for model in order.models]
    if print_vllm:
        return Endpoint(names, vllm_line(order))
    say(f"loading {', '.join(names)} (stop with Ctrl+C)")
    with suppress(KeyboardInterrupt):  # how serving ends
        run_endpoint(project, order, lambda url: say(f"serving at {url}/v1"))
    return Endpoint(names)


def show(result: Endpoint) -> Iterator[str]:
    """The vLLM line, or what was served."""
    yield result.vllm or f"stopped serving {', '.join(result.models)}"
