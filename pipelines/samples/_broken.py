"""Lines that no JSON reader may accept, made from good ones."""

from collections.abc import Callable
from itertools import cycle, islice
from random import Random


def truncated(line: str, rng: Random) -> bytes:
    """Cut somewhere inside, as by a full disk."""
    raw = line.encode("utf-8")
    return raw[: rng.randrange(2, len(raw) - 1)]


def not_utf8(line: str, rng: Random) -> bytes:
    """A letter in a one-byte encoding among UTF-8."""
    raw = line.encode("utf-8")
    at = raw.index(b'"title": "') + len(b'"title": "')
    return raw[:at] + b"Caf\xe9 " + raw[at:]


def nan(line: str, rng: Random) -> bytes:
    """The NaN that some writers put where JSON has null."""
    return line.replace('"truth": "', '"score": NaN, "truth": "', 1).encode("utf-8")


def plain_text(line: str, rng: Random) -> bytes:
    """The words without the JSON around them."""
    return line.translate(str.maketrans("", "", '{}"')).encode("utf-8")


KINDS: tuple[Callable[[str, Random], bytes], ...] = (truncated, not_utf8, nan, plain_text)


def broken(lines: list[str], count: int, rng: Random) -> dict[str, list[bytes]]:
    """`count` broken lines made from good ones, by kind, the kinds in turn."""
    made: dict[str, list[bytes]] = {kind.__name__: [] for kind in KINDS}
    for kind, line in zip(islice(cycle(KINDS), count), rng.choices(lines, k=count), strict=True):
        made[kind.__name__].append(kind(line, rng))
    return made
