"""Short general questions with answers: what a tuned model must not forget, and what the demo's base learns first."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from pipelines.core.files import write_atomically

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_OPPOSITES = (
    "hot cold,big small,up down,fast slow,open closed,light dark,old new,early late,high low,full empty,wet dry,"
    "hard soft,near far,long short,rich poor,loud quiet,strong weak,left right,first last,good bad,thick thin,"
    "sweet sour,clean dirty,happy sad,day night,true false,wide narrow,heavy light,top bottom,front back"
)
_CAPITALS = (
    "France Paris,Italy Rome,Spain Madrid,Germany Berlin,Poland Warsaw,Austria Vienna,Greece Athens,Norway Oslo,"
    "Sweden Stockholm,Finland Helsinki,Portugal Lisbon,Ireland Dublin,Hungary Budapest,Egypt Cairo,Japan Tokyo,"
    "China Beijing,India Delhi,Kenya Nairobi,Peru Lima,Chile Santiago,Cuba Havana,Canada Ottawa,Turkey Ankara"
)
_WAYS = {
    "opposite": ("What is the opposite of {}?", "Say the opposite of {}.", "Name {}'s opposite.", "Opposite of {}?"),
    "capital": ("What is the capital of {}?", "Say the capital of {}.", "Name the capital of {}.", "Capital of {}?"),
    "after": ("Which number comes after {}?", "Say the number after {}.", "What follows {}?", "Count on from {}."),
    "plus": ("What is {} plus {}?", "Add {} and {}.", "Say {} plus {}.", "{} and {} make what?"),
}
"""Each fact can be asked in several ways; a test prompt is a fact asked in a way that training never used for it."""


def general(*, rows: int = 4000, test_rows: int = 120, seed: int = 7) -> Callable[[Path], None]:
    """Write general-train.jsonl and general-test.jsonl; no test prompt occurs in training.

    Args:
        rows: Training rows; facts come again, as often as it takes.
        test_rows: Rows of the test file, at most a quarter of all prompts.
        seed: Equal seeds give equal files.
    """

    def write(folder: Path) -> None:
        train, test = _divide(rows, test_rows, seed)
        for name, part in (("general-train.jsonl", train), ("general-test.jsonl", test)):
            lines = (json.dumps({"instruction": asked, "response": answer}) for asked, answer in part)
            write_atomically(folder / name, ("\n".join(lines) + "\n").encode())

    return write


Pair = tuple[str, str]


def _divide(rows: int, test_rows: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    """One way of asking each of some facts is held back; the other three ways stay in training."""
    chance = random.Random(seed)
    facts = list(_facts())
    chance.shuffle(facts)
    test: list[Pair] = []
    pool: list[Pair] = []
    for ways in facts:
        held = chance.randrange(len(ways)) if len(test) < test_rows else -1
        test += [ways[held]] if held >= 0 else []
        pool += [pair for way, pair in enumerate(ways) if way != held]
    return [chance.choice(pool) for _ in range(rows)], test


def _facts() -> Iterator[list[Pair]]:
    """Every fact as all its (prompt, answer) pairs."""
    for kind, table in (("opposite", _OPPOSITES), ("capital", _CAPITALS)):
        for known, answer in (pair.split() for pair in table.split(",")):
            yield [(way.format(known), answer) for way in _WAYS[kind]]
    for n in range(20):
        yield [(way.format(_NUMBERS[n]), _NUMBERS[n + 1]) for way in _WAYS["after"]]
    for a, b in product(range(11), range(10)):
        yield [(way.format(_NUMBERS[a], _NUMBERS[b]), _NUMBERS[a + b]) for way in _WAYS["plus"]]
