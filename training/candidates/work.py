"""The worker's part: an order answered piece by piece, each piece kept, so that nothing is drawn twice."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import progress
from training.candidates.order import Order, Wanted, read_order
from training.candidates.sampling import example_of, sample
from training.models.generate import generate
from training.models.identity import model_hash
from training.models.load import load_base, load_tokenizer, load_tuned

_PARTS = "parts"


def answer_order(folder: Path) -> None:
    """Answer what is still open of the order in a folder.

    Raises:
        VerilodeError: where the model is not the one that was ordered.
    """
    order = read_order(folder)
    pieces = [order.wanted[at : at + order.piece] for at in range(0, len(order.wanted), order.piece)]
    left = [number for number in range(len(pieces)) if not _file(folder, number).exists()]
    if not left:
        return
    model = _model(order)
    tokenizer = load_tokenizer(Path(order.base))
    for number in left:
        texts = _texts(model, tokenizer, order, pieces[number])
        write_atomically(_file(folder, number), json.dumps(texts, ensure_ascii=False).encode("utf-8", "replace"))
        progress("answering", min((number + 1) * order.piece, len(order.wanted)), len(order.wanted))


def drawn_texts(folder: Path) -> list[str]:
    """The answers to an order that was answered, in its order."""
    order = read_order(folder)
    found: list[str] = []
    for number in range(-(-len(order.wanted) // order.piece)):
        found += json.loads(_file(folder, number).read_text(encoding="utf-8"))
    return found


def _file(folder: Path, number: int) -> Path:
    return folder / _PARTS / f"{number:06d}.json"


def _model(order: Order) -> Any:
    folder = Path(order.tuned or order.base)
    if model_hash(folder) != order.model:
        raise VerilodeError("is not the model that was to answer: its files have changed since", file=folder)
    base = Path(order.base)
    return load_tuned(folder, base, order.dtype) if order.tuned else load_base(base, order.dtype)


def _texts(model: Any, tokenizer: Any, order: Order, piece: Sequence[Wanted]) -> list[str]:
    if order.temperature == 0:
        return generate(model, tokenizer, [example_of(one) for one in piece], longest=order.longest)
    drawn = {"temperature": order.temperature, "seed": order.seed, "longest": order.longest}
    return sample(model, tokenizer, piece, **drawn)
