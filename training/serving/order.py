"""What the serving process is told: which models, where to listen, how much it takes on."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from training.serving.served import Served

FILE = "serve.json"


@dataclass(frozen=True, slots=True)
class Order:
    """One endpoint.

    Args:
        base: Folder of the base.
        dtype: What all models compute in.
        models: What is served; all belong to the base.
        host: Address to listen on.
        port: Port to listen on; 0 takes any free one.
        window: Seconds that a batch waits for company.
        largest_batch: Most requests of a batch.
        most_waiting: Most requests in the queue; a further one is answered 429.
        longest: Most tokens of an answer where a request does not say.
    """

    base: str
    dtype: str
    models: Sequence[Served]
    host: str = "127.0.0.1"
    port: int = 8000
    window: float = 0.01
    largest_batch: int = 16
    most_waiting: int = 128
    longest: int = 256


def write_order(folder: Path, order: Order) -> None:
    """Leave it where the serving process looks; the API key is not in it, it comes by the environment."""
    write_atomically(folder / FILE, json.dumps(asdict(order), indent=1).encode())


def read_order(folder: Path) -> Order:
    """The order in a folder."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Order(**{**values, "models": [Served(**model) for model in values["models"]]})
    except (OSError, ValueError, TypeError, KeyError) as damage:
        raise VerilodeError(f"cannot be read: {damage}", file=folder / FILE) from None
