"""Runs of tokens in compiled loops: how much of a text they take up when they come again.

A run can only come again where both runs it is made of, shorter by one token, come again; so almost all of the longer
ones need no look at all.
"""

from typing import NamedTuple

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.utf8 import BLANK, mixed
from pipelines.signals._seen import emptied, room_for, slot_of


class Runs(NamedTuple):
    """Room for one text: by token the run's hash, its slot, whether it comes again; by slot how often it occurs."""

    hashes: np.ndarray
    slots: np.ndarray
    again: np.ndarray
    times: np.ndarray


def room_for_runs(tokens: int) -> Runs:
    """Room for a text of up to so many tokens."""
    numbers = np.empty(tokens, np.int64), np.empty(tokens, np.bool_), np.empty(room_for(tokens), np.int64)
    return Runs(np.empty(tokens, np.uint64), *numbers)


@kernel
def count_grams(written: np.ndarray, ends: np.ndarray, n: np.ndarray, keys: np.ndarray, runs: Runs) -> None:
    """Fill in (9,): characters of the commonest runs of 2, 3 and 4 tokens, then of repeated runs of 5 to 10."""
    runs.hashes[: written.size] = BLANK
    runs.again[: written.size] = True
    _lengthen(runs.hashes, written, 1)
    for size in range(2, min(10, written.size) + 1):
        found = _mark(written, size, keys, runs)
        count = written.size - size + 1
        if size < 5:
            n[size - 2] = _top(count, size, ends, runs)
        elif not found:
            break
        else:
            n[size - 2] = _repeated(count, size, ends, runs)


@kernel
def _mark(written: np.ndarray, size: int, keys: np.ndarray, runs: Runs) -> int:
    """From runs one token shorter to these: mark those that come again, and count them."""
    count = written.size - size + 1
    room = emptied(keys, count)
    _lengthen(runs.hashes, written, size)
    for i in range(count):
        runs.slots[i] = -1
        if runs.again[i] and runs.again[i + 1]:
            slot, known = slot_of(keys, room, runs.hashes[i])
            runs.slots[i] = slot
            runs.times[slot] = runs.times[slot] + 1 if known else 1
    found = 0
    for i in range(count):
        runs.again[i] = runs.slots[i] >= 0 and runs.times[runs.slots[i]] > 1
        found += runs.again[i]
    return found


@kernel
def _lengthen(hashes: np.ndarray, tokens: np.ndarray, size: int) -> None:
    """From the hashes of runs one token shorter to those of runs of `size` tokens."""
    for i in range(tokens.size - size + 1):
        hashes[i] = mixed(hashes[i], tokens[i + size - 1])


@kernel
def _top(count: int, size: int, ends: np.ndarray, runs: Runs) -> int:
    """Characters, a space between any two tokens, of the commonest run (the first of several) times its number."""
    best, most = 0, 1
    for i in range(count):
        if runs.again[i] and runs.times[runs.slots[i]] > most:
            best, most = i, runs.times[runs.slots[i]]
    return most * (ends[best + size] - ends[best] + size - 1)


@kernel
def _repeated(count: int, size: int, ends: np.ndarray, runs: Runs) -> int:
    """Characters of the runs that were there before; what such a run covers starts no other."""
    at = chars = 0
    while at < count:
        if runs.again[at] and runs.times[runs.slots[at]] == 0:
            chars += ends[at + size] - ends[at]
            at += size
            continue
        if runs.again[at]:
            runs.times[runs.slots[at]] = 0
        at += 1
    return chars


@kernel
def covered_words(words: np.ndarray, size: int, keys: np.ndarray, runs: Runs) -> int:
    """How many words lie in a run of `size` words that was there before."""
    room = emptied(keys, words.size)
    runs.hashes[: words.size] = BLANK
    for reach in range(1, min(size, words.size) + 1):
        _lengthen(runs.hashes, words, reach)
    covered = reached = 0
    for at in range(words.size - size + 1):
        if slot_of(keys, room, runs.hashes[at])[1]:
            covered += at + size - max(at, reached)
            reached = at + size
    return covered
