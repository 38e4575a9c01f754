"""The hashing floor: what one core needs to look at every byte once, in plain scalar code.

One pass folds case, finds words, hashes them and their 5-grams, and keeps one number. Nothing is stored, no set is
made, nothing is compared; a shingle method without vector instructions cannot do less. Letters outside ASCII count as
letters without case. How fast memory can be read is measured beside it.
"""

import os
import time
from typing import Any

import numpy as np

REPEATS = 3
READ_BYTES = 1 << 28


def measure_floor(texts: Any) -> dict[str, float]:
    """Best of three on one core, over one Arrow array of texts: CPU seconds, MB of text per second, GB/s of memory."""
    from numba import njit

    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int64, texts.offset + len(texts) + 1)[texts.offset :]
    content = np.frombuffer(data, np.uint8)
    one_pass, read = njit(_one_pass), njit(_read)
    letters = letter_table()
    one_pass(content, starts[:2], letters)
    memory = np.ones(READ_BYTES // 8, np.uint64)
    read(memory[:8])
    cpu = min(_seconds(one_pass, content, starts, letters) for _ in range(REPEATS))
    reading = min(_seconds(read, memory) for _ in range(REPEATS))
    return {
        "cpu_s": cpu,
        "mb_per_s": float(starts[-1] - starts[0]) / cpu / 1e6,
        "memory_gb_per_s": READ_BYTES / reading / 1e9,
    }


def letter_table() -> np.ndarray:
    """uint8 (256,): 0 for bytes that separate words, else the byte in lower case."""
    table = np.zeros(256, np.uint8)
    for byte in range(256):
        if byte >= 128 or chr(byte).isalnum():
            table[byte] = ord(chr(byte).lower()) if byte < 128 else byte
    return table


def _seconds(work: Any, *arguments: Any) -> float:
    before = time.process_time()
    work(*arguments)
    return time.process_time() - before


def _one_pass(content: np.ndarray, starts: np.ndarray, letters: np.ndarray) -> int:
    base, mix = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
    shift, total = np.uint64(32), np.uint64(0)
    for row in range(starts.size - 1):
        a = b = c = d = word = np.uint64(0)
        for at in range(starts[row], starts[row + 1]):
            letter = letters[content[at]]
            if letter:
                word = (word ^ np.uint64(letter)) * base
            elif word:
                gram = (((a * base + b) * base + c) * base + d) * base + word
                gram = (gram ^ (gram >> shift)) * mix
                total += gram ^ (gram >> shift)
                a, b, c, d, word = b, c, d, word, np.uint64(0)
        gram = (((a * base + b) * base + c) * base + d) * base + word
        total += (gram ^ (gram >> shift)) * mix
    return total


def _read(memory: np.ndarray) -> int:
    total = np.uint64(0)
    for i in range(memory.size):
        total += memory[i]
    return total


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
