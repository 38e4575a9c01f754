"""Short general questions with answers: what a tuned model must not forget, and what the demo's base learns first."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
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
_THINGS = (
    "apple chair river stone garden window bottle ladder pencil basket lantern carpet hammer mirror blanket".split()
)
_COLOURS = "red blue green yellow black white brown grey pink purple".split()
_PLACES = "table shelf floor bench roof desk wall bed".split()


def general(*, rows: int = 4000, test_rows: int = 200, seed: int = 7) -> Callable[[Path], None]:
    """Write general-train.jsonl and general-test.jsonl; no test prompt occurs in training.

    Args:
        rows: Training rows.
        test_rows: Rows of the test file.
        seed: Equal seeds give equal files.
    """

    def write(folder: Path) -> None:
        train, test = _divide(rows, test_rows, seed)
        for name, part in (("general-train.jsonl", train), ("general-test.jsonl", test)):
            lines = (json.dumps({"instruction": asked, "response": answer}) for asked, answer in part)
            write_atomically(folder / name, ("\n".join(lines) + "\n").encode())

    return write


def _divide(rows: int, test_rows: int, seed: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    chance = random.Random(seed)
    held = dict(_distinct(chance, test_rows, {}))
    train = []
    questions = _questions(chance)
    while len(train) < rows:
        asked, answer = next(questions)
        if asked not in held:
            train.append((asked, answer))
    return train, list(held.items())


def _distinct(chance: random.Random, wanted: int, taken: dict[str, str]) -> dict[str, str]:
    """Questions of the kinds with room to hold some back: knowing an opposite cannot be generalised."""
    for asked, answer in _questions(chance):
        if len(taken) == wanted:
            break
        if not asked.startswith(("What is the opposite", "What is the capital")):
            taken[asked] = answer
    return taken


def _questions(chance: random.Random) -> Iterator[tuple[str, str]]:
    kinds = (_opposite, _capital, _addition, _noun, _colour, _after)
    while True:
        yield chance.choice(kinds)(chance)


def _pairs(table: str) -> Sequence[list[str]]:
    return [pair.split() for pair in table.split(",")]


def _opposite(chance: random.Random) -> tuple[str, str]:
    first, second = chance.choice(_pairs(_OPPOSITES))
    return f"What is the opposite of {first}?", second


def _capital(chance: random.Random) -> tuple[str, str]:
    country, city = chance.choice(_pairs(_CAPITALS))
    return f"What is the capital of {country}?", city


def _addition(chance: random.Random) -> tuple[str, str]:
    a, b = chance.randrange(11), chance.randrange(10)
    how = chance.choice(("What is {} plus {}?", "Add {} and {}."))
    return how.format(_NUMBERS[a], _NUMBERS[b]), _NUMBERS[a + b]


def _noun(chance: random.Random) -> tuple[str, str]:
    thing, colour, place = chance.choice(_THINGS), chance.choice(_COLOURS), chance.choice(_PLACES)
    return f"The {colour} {thing} is on the {place}. What is on the {place}?", thing


def _colour(chance: random.Random) -> tuple[str, str]:
    thing, colour, place = chance.choice(_THINGS), chance.choice(_COLOURS), chance.choice(_PLACES)
    return f"The {colour} {thing} is on the {place}. Which colour is the {thing}?", colour


def _after(chance: random.Random) -> tuple[str, str]:
    n = chance.randrange(20)
    return f"Which number comes after {_NUMBERS[n]}?", _NUMBERS[n + 1]
