"""A made-up language: words by Zipf's law, phrases that return, sentences, and several ways to write the same words."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.ragged import Ragged, edges, joined

WORDS = 60_000
PHRASES = 4_000
LONGEST_PHRASE = 9
PHRASE_RATE = 0.02
SLOTS = 1 << 22
"""Resolution of the tables that turn a random number into a word: the rarest word still has several slots."""
BLOCK = 20_000
"""Documents written at a time, which bounds the memory of the intermediate arrays."""

PLAIN, COMMA, STOP, PARAGRAPH, CAPITAL, LAST = range(6)
MARKS = 6
MARK_SHARES = (0.80, 0.065, 0.063, 0.012, 0.06)
"""Shares of plain words, commas, full stops, paragraph ends and capitals inside a sentence."""

UPPER, FIRST = pc.utf8_upper, pc.utf8_capitalize
STYLES: tuple[tuple[tuple[Callable[..., pa.Array] | None, str, str], ...], ...] = (
    ((None, "", " "), (None, "", ", "), (None, "", ". "), (None, "", ".\n\n"), (FIRST, "", " "), (None, "", ".")),
    ((UPPER, "", " "), (UPPER, "", ", "), (UPPER, "", ". "), (UPPER, "", ".\n"), (UPPER, "", " "), (UPPER, "", "")),
    ((None, "", "  "), (None, "", ",  "), (None, "", ".  "), (None, "", "\n"), (None, "", "  "), (None, "", " \n")),
    (
        (None, "", " "),
        (None, "", " ; "),
        (None, "", " ! "),
        (None, "", " ...\n"),
        (FIRST, '"', '" '),
        (None, "", " ..."),
    ),
)
"""Letters, what stands before and what after a word, for each mark in each style; only the first style is ordinary."""


class Language:
    """Draws documents and writes them down; the same generator state gives the same documents.

    A token's code is `(style * MARKS + mark) * WORDS + word`.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        words = spelled(rng, WORDS)
        self._slots = quantiles(1 / (np.arange(WORDS) + 2.7) ** 1.07)
        self._phrase_slots = quantiles(1 / (np.arange(PHRASES) + 5.0) ** 0.9)
        self._phrases = self.words(PHRASES * LONGEST_PHRASE).reshape(PHRASES, LONGEST_PHRASE)
        self._phrase_lengths = rng.integers(4, LONGEST_PHRASE + 1, PHRASES)
        self._mark_slots = quantiles(np.array(MARK_SHARES), 1 << 12)
        self._spellings = spellings(words)

    def words(self, count: int) -> np.ndarray:
        """int32 (count,): words by their frequency."""
        return self._slots[self.rng.integers(0, SLOTS, count, np.uint32)]

    def lengths(self, count: int) -> np.ndarray:
        """int64 (count,): log-normal numbers of words, 50 to 800."""
        return np.clip(np.exp(self.rng.normal(5.05, 0.62, count)), 50, 800).astype(np.int64)

    def documents(self, lengths: np.ndarray) -> Ragged:
        """New documents of these many words."""
        blocks = [lengths[at : at + BLOCK] for at in range(0, max(1, lengths.size), BLOCK)]
        return joined([self._block(block) for block in blocks])

    def _block(self, lengths: np.ndarray) -> Ragged:
        starts = edges(lengths)
        words = self.words(int(starts[-1]))
        self._put_phrases(words)
        return Ragged(self.marks(starts) * WORDS + words, starts)

    def _put_phrases(self, words: np.ndarray) -> None:
        at = np.flatnonzero(self.rng.random(max(0, words.size - LONGEST_PHRASE), np.float32) < PHRASE_RATE)
        phrase = self._phrase_slots[self.rng.integers(0, SLOTS, at.size, np.uint32)]
        for place in range(LONGEST_PHRASE):
            long = self._phrase_lengths[phrase] > place
            words[at[long] + place] = self._phrases[phrase[long], place]

    def marks(self, starts: np.ndarray) -> np.ndarray:
        """int32, one mark per token: commas, sentences and paragraphs; the last token of a document ends it."""
        total = int(starts[-1])
        marks = self._mark_slots[self.rng.integers(0, self._mark_slots.size, total, np.uint16)]
        begins = np.concatenate(([True], (marks[:-1] == STOP) | (marks[:-1] == PARAGRAPH)))[:total]
        begins[starts[:-1][starts[:-1] < total]] = True
        marks[begins & (marks == PLAIN)] = CAPITAL
        marks[starts[1:][np.diff(starts) > 0] - 1] = LAST
        return marks

    def text(self, documents: Ragged) -> pa.LargeStringArray:
        """The documents as text: every token carries its own white space, so a document is its tokens' bytes."""
        tokens = self._spellings.take(pa.array(documents.codes))
        _, offsets, data = tokens.buffers()
        starts = np.frombuffer(offsets, np.int64, len(tokens) + 1)[documents.starts]
        return pa.LargeStringArray.from_buffers(len(documents), pa.py_buffer(starts), data)


def spellings(words: list[str]) -> pa.Array:
    """Every word with every mark in every style, in the order of the codes."""
    plain = pa.array(words, pa.large_string())
    forms = []
    for letters, before, after in (form for style in STYLES for form in style):
        ends = [pa.scalar(text, pa.large_string()) for text in (before, after, "")]
        forms.append(pc.binary_join_element_wise(ends[0], letters(plain) if letters else plain, *ends[1:]))
    return pa.concat_arrays(forms)


def quantiles(weights: np.ndarray, slots: int = SLOTS) -> np.ndarray:
    """int32 (slots,): item i fills a share of the slots in proportion to its weight."""
    ends = np.round(np.cumsum(weights) / weights.sum() * slots).astype(np.int64)
    return np.repeat(np.arange(weights.size, dtype=np.int32), np.diff(ends, prepend=0))


def spelled(rng: np.random.Generator, count: int) -> list[str]:
    """Different words, the frequent ones short; some have accents, some are numbers."""
    onsets = "b c d f g h j k l m n p r s t v w z b c d l m n r s t br cl fr pr sh sp th tr".split()
    vowels = "a a e e i i o u ai ea ee ie io oo".split()
    codas = ["", "", "", "", "l", "m", "n", "r", "s", "t", "ck", "nd", "ng", "st"]
    made: dict[str, None] = {}
    for draw in rng.integers(0, 1000, (2 * count, 12)).tolist():
        rank = len(made)
        syllables = 1 + (rank > 150) + (rank > 5_000 and draw[0] < 600) + (draw[1] < 150)
        word = "".join(
            onsets[a % len(onsets)] + vowels[b % len(vowels)]
            for a, b in zip(draw[4:8], draw[8 : 8 + syllables], strict=False)
        )
        word += codas[draw[2] % len(codas)]
        if rank > 500 and draw[3] < 10:
            word = word.replace("a", "ä", 1).replace("e", "é", 1)
        elif rank > 500 and draw[3] < 20:
            word = str(draw[4] * draw[5])
        made[word] = None
        if len(made) == count:
            return list(made)
    raise ValueError(f"no {count} different words")
