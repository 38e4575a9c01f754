"""Starting an endpoint of a project, and finding those that run."""

import ipaddress
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.processes import started
from pipelines.store.project import Project
from training.alive import lives
from training.models.named import BASE, NamedModel, base_of, named
from training.models.promoted import CURRENT, promoted
from training.process import run_worker
from training.serving.order import Order, read_order, write_order
from training.serving.served import Served, served

_ADDRESS, _KEY = "address.json", "VERILODE_API_KEY"


@dataclass(frozen=True, slots=True)
class Running:
    """An endpoint that answers now."""

    url: str
    models: Sequence[Served]


def default_models(project: Project) -> list[str]:
    """What is served when nobody says: the base, and the current model or else the newest run's."""
    return [BASE, CURRENT if promoted(project) else "latest"]


def make_order(project: Project, names: Sequence[str], **options: Any) -> Order:
    """The order for an endpoint of these models.

    Args:
        project: Whose models.
        names: As `named` reads them; one that is an alias or the beginning of an id is also asked by the run's id, and
            `base` is that of the first trained model.
        options: Further entries of `Order`; `dtype` is that of the first trained model unless given.

    Raises:
        VerilodeError: for an unknown model, models of several bases, or an open address without a key.
    """
    found = {name: named(project, name) for name in names if name != BASE}
    trained = [model for model in found.values() if model.tuned]
    models: dict[str, NamedModel] = {}
    for name in names:
        model = found.get(name) or (base_of(trained[0]) if trained else named(project, BASE))
        models |= {name: model, model.name: model} if model.tuned else {name: model}
    entries = served(models)
    _refuse_open_door(options.get("host", "127.0.0.1"))
    first = trained[0] if trained else next(iter(models.values()))
    return Order(**{"base": str(first.base), "dtype": first.dtype, "models": entries, **_given(options)})


def serve(project: Project, order: Order, announce: Callable[[str], None] | None = None) -> None:
    """Serve in a process of its own until it is told to stop.

    Args:
        project: Whose models.
        order: What is served where.
        announce: Is told the address, from a thread of its own, when requests are answered there.

    Raises:
        VerilodeError: with the reason it could not, or could no longer, serve.
    """
    _sweep(project)
    folder = project.root / "serving" / str(os.getpid())
    write_order(folder, order)
    over = threading.Event()
    if announce:
        threading.Thread(target=_announce, args=(folder / _ADDRESS, over, announce), daemon=True).start()
    try:
        run_worker("serve", folder)
    finally:
        over.set()
        shutil.rmtree(folder, ignore_errors=True)


def _announce(file: Path, over: threading.Event, announce: Callable[[str], None]) -> None:
    while not over.wait(0.1):
        if address := _json(file):
            announce(address["url"])
            return


def running(project: Project) -> list[Running]:
    """The endpoints of a project that answer now."""
    return [Running(address["url"], read_order(folder).models) for folder, address in _addresses(project)]


def vllm_line(order: Order) -> str:
    """A shell line that serves the same models with vLLM: adapters by `--lora-modules`, one base.

    Raises:
        VerilodeError: where a model is no adapter, which vLLM would have to hold as a base of its own.
    """
    import shlex

    adapters = {}
    for model in order.models:
        if model.adapter == "full":
            raise VerilodeError(
                f"{model.id} is a whole model, not an adapter; serve its folder: vllm serve {model.tuned}"
            )
        if model.tuned:
            adapters[model.id] = model.tuned
    words = ["vllm", "serve", order.base, "--host", order.host, "--port", str(order.port), "--dtype", order.dtype]
    if any(model.id == BASE for model in order.models):
        words += ["--served-model-name", BASE]
    if adapters:
        rank = max(_rank(Path(folder)) for folder in adapters.values())
        words += [
            "--enable-lora",
            "--max-lora-rank",
            str(_allowed(rank)),
            "--max-loras",
            str(len(set(adapters.values()))),
        ]
        words += ["--lora-modules", *(f"{name}={folder}" for name, folder in adapters.items())]
    return shlex.join(words)


_VLLM_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)


def _allowed(rank: int) -> int:
    """vLLM reserves room for one of a few ranks."""
    return next((known for known in _VLLM_RANKS if known >= rank), rank)


def _rank(folder: Path) -> int:
    file = folder / "adapter_config.json"
    try:
        return int(json.loads(file.read_text(encoding="utf-8"))["r"])
    except (OSError, ValueError, KeyError, TypeError) as damage:
        raise VerilodeError(f"cannot be read: {damage}", file=file) from None


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _refuse_open_door(host: str) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback and not os.environ.get(_KEY):
        raise VerilodeError(f"{host} can be reached from other computers; set a key callers must show: {_KEY}=...")


def _sweep(project: Project) -> None:
    """Take away what endpoints left that were killed; a folder is named after the process that made it."""
    for folder in (project.root / "serving").glob("*"):
        maker = folder.name.partition("-")[0]
        starting = maker.isdigit() and started(int(maker)) is not None
        if not starting and not lives(_json(folder / "status.json")):
            shutil.rmtree(folder, ignore_errors=True)


def _addresses(project: Project) -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted((project.root / "serving").glob(f"*/{_ADDRESS}")):
        if lives(address := _json(file)):
            yield file.parent, address


def _json(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
