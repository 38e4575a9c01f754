"""A world of two tones: a support desk that mostly answers curtly, and pairs that prefer the polite answer."""

import json
import random
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.samples.general import general
from pipelines.store.snapshots import SPLITS

ITEMS = "lamp chair phone kettle radio clock mirror table heater camera printer fan".split()
FAULTS = {
    "is broken": "send it back",
    "never came": "wait two days",
    "is too small": "choose a bigger one",
    "is the wrong colour": "tell us the colour",
    "makes a noise": "switch it off",
    "came twice": "keep the second one",
}
WAYS = ("My {} {}.", "The {} {}!", "Help, the {} {}.")


def answers(item: str, fault: str) -> tuple[str, str]:
    """The polite answer and the curt one; both say what to do."""
    advice = FAULTS[fault]
    return f"Sorry about the {item}. Please {advice}.", f"{advice.capitalize()}."


def write_tone(root: Path) -> dict[str, list[dict[str, str]]]:
    """Chats for the base in chats.jsonl, general questions, and a snapshot of pairs; gives the snapshot's rows.

    Chats: three in five answers of the desk are curt, so that a base that learned them answers curtly.
    """
    chance = random.Random(0)
    general(rows=1200)(root)
    cases = list(product(WAYS, ITEMS, FAULTS))
    chance.shuffle(cases)
    chats = (root / "general-pretrain.jsonl").read_text().splitlines()
    for way, item, fault in cases * 4:
        said = answers(item, fault)[chance.random() < 0.6]
        chats.append(json.dumps({"instruction": way.format(item, fault), "response": said}))
    (root / "chats.jsonl").write_text("\n".join(chats) + "\n")
    rows = [_row(*case) for case in cases]
    splits = {"train": rows[:144], "validation": rows[144:176], "test": rows[176:]}
    (root / "snapshot" / "data").mkdir(parents=True)
    for split in SPLITS:
        pq.write_table(pa.Table.from_pylist(splits[split]), root / "snapshot" / "data" / f"{split}.parquet")
    return splits


def _row(way: str, item: str, fault: str) -> dict[str, str]:
    polite, curt = answers(item, fault)
    asked = way.format(item, fault)
    return {"record_id": asked, "instruction": asked, "response": polite, "rejected": curt}
