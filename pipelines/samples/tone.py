"""Pairs of support replies, a polite one preferred to a curt one; both say what to do."""

import json
import random
from collections.abc import Callable
from itertools import product
from pathlib import Path

from pipelines.core.files import write_atomically

_ITEMS = (
    "lamp chair phone kettle radio clock mirror table heater camera printer fan toaster blender speaker router "
    "keyboard monitor charger drill vacuum freezer scale projector"
).split()
_FAULTS = {
    "is broken": "send it back",
    "never came": "wait two days",
    "is too small": "choose a bigger one",
    "is the wrong colour": "tell us the colour",
    "makes a noise": "switch it off",
    "came twice": "keep the second one",
    "has a scratch": "send us a picture",
    "smells of smoke": "unplug it now",
}
_WAYS = ("My {} {}.", "The {} {}!", "Help, the {} {}.")


def tone(*, seed: int = 7) -> Callable[[Path], None]:
    """Writes `tone.jsonl` into the folder it is given: 576 rows of `prompt`, `chosen`, `rejected` and `order`.

    Args:
        seed: Decides the order.
    """

    def write(folder: Path) -> None:
        rows = [_pair(*case) for case in product(_WAYS, _ITEMS, _FAULTS)]
        random.Random(seed).shuffle(rows)
        write_atomically(folder / "tone.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())

    return write


def _pair(way: str, item: str, fault: str) -> dict[str, str]:
    advice = _FAULTS[fault]
    polite, curt = f"Sorry about the {item}. Please {advice}.", f"{advice.capitalize()}."
    return {"prompt": way.format(item, fault), "chosen": polite, "rejected": curt, "order": "[0,1]"}
