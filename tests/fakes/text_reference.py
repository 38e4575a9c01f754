"""What the families `text` and `repetition` count, in plain Python from their definitions: slow, and easy to check."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipelines.core.words import TABLE_SIZE, words
from pipelines.signals._characters import TERMINALS

STOP_WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"}
POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
CLOSERS = "\"')]}”’»」』）"


def tokens(text: str) -> list[str]:
    """Words as they are written, and signs, in order."""
    found: list[str] = []
    inside = False
    for char in text:
        letter = char.isalnum() and not _stands_alone(char)
        if inside and (_is_mark(char) or (letter and not _stands_alone(found[-1][0]))):
            found[-1] += char
        else:
            found += [] if char.isspace() else [char]
            inside = char.isalnum()
    return found


def is_word(token: str) -> bool:
    return token[0].isalnum()


def text_signals(text: str, short_line: int = 30, line_words: int = 5) -> dict[str, float]:
    """The columns of the family `text`."""
    parts = tokens(text)
    found = [token for token in parts if is_word(token)]
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    kept = [line for line in lines if _c4_keeps(line, line_words)]
    spoken = [" ".join(["", *words(line), ""]) for line in lines]
    visible = [char for char in text if not char.isspace()]
    return {
        "words": len(found),
        "characters": len(text.strip()),
        "stop_words": len(STOP_WORDS & set(found)),
        "lines": len(lines),
        "filled_lines": len(filled),
        "sentences": sum(map(sentences, lines)),
        "curly_brackets": text.count("{"),
        "lorem_ipsum_lines": sum(" lorem ipsum " in line for line in spoken),
        "javascript_lines": sum(" javascript " in line for line in spoken),
        "policy_lines": sum(any(f" {phrase} " in line for phrase in POLICIES) for line in spoken),
        "c4_lines": len(kept),
        "c4_sentences": sum(map(sentences, kept)),
        "mean_word_length": _share(sum(map(len, found)), len(found)),
        "hash_ratio": _share(text.count("#"), len(parts)),
        "ellipsis_ratio": _share(text.count("...") + text.count("…"), len(parts)),
        "bullet_line_share": _share(sum(line.lstrip().startswith(("-", "•")) for line in lines), len(lines)),
        "ellipsis_line_share": _share(sum(line.rstrip().endswith(("...", "…")) for line in lines), len(lines)),
        "letter_word_share": _share(sum(any(map(str.isalpha, token)) for token in parts), len(parts)),
        "letter_share": _share(sum(char.isalnum() or _is_mark(char) for char in visible), len(visible)),
        "ended_line_share": _share(sum(line[-1] in TERMINALS for line in filled), len(filled)),
        "short_line_share": _share(sum(len(line) <= short_line for line in filled), len(filled)),
        "repeated_line_share": _share(len(repeated(filled)), len(filled) if len(filled) >= 5 else 0),
        "repeated_character_share": _share(sum(map(len, repeated(filled))), sum(map(len, lines))),
        "newline_ratio": _share(len((text + "x").splitlines()) - 1, len(parts)),
    }


def repetition_signals(text: str, ngram: int = 5) -> dict[str, float]:
    """The columns of the family `repetition`."""
    lines, paragraphs = re.split("\n+", text), re.split("\n{2,}", text.strip())
    parts, spoken, size = tokens(text), words(text), len(text)
    whole = len(spoken) if len(spoken) >= 4 * ngram else 0
    return {
        "line_share": _share(len(repeated(lines)) if size else 0, len(lines) if size else 0),
        "line_character_share": _share(sum(map(len, repeated(lines))), size),
        "paragraph_share": _share(len(repeated(paragraphs)) if size else 0, len(paragraphs) if size else 0),
        "paragraph_character_share": _share(sum(map(len, repeated(paragraphs))), size),
        **{f"top_{n}_gram_share": _share(top_characters(parts, n), size) for n in (2, 3, 4)},
        **{f"repeated_{n}_gram_share": _share(repeated_characters(parts, n), size) for n in range(5, 11)},
        "run_share": _share(covered(spoken, ngram), whole),
    }


def sentences(line: str) -> int:
    """Stretches with a word in them, up to a mark that ends a sentence or the line's end."""
    cuts = [at + 1 for at, char in enumerate(line) if char in TERMINALS and _ends_sentence(char, line[at + 1 :])]
    return sum(bool(words(line[a:b])) for a, b in pairwise([0, *cuts, len(line)]))


def repeated(pieces: Sequence[str]) -> list[str]:
    """Those that stood there before."""
    return [piece for place, piece in enumerate(pieces) if piece in pieces[:place]]


def top_characters(parts: Sequence[str], n: int) -> int:
    """Characters of the commonest run, the earliest of several, with spaces in it, times how often it occurs."""
    runs = Counter(" ".join(run) for run in _runs(parts, n))
    return max(((times, -at, times * len(run)) for at, (run, times) in enumerate(runs.items())), default=(0, 0, 0))[2]


def repeated_characters(parts: Sequence[str], n: int) -> int:
    """Characters of runs that were there before; what such a run covers starts no other."""
    seen: set[tuple[str, ...]] = set()
    total = free = 0
    for at, run in enumerate(_runs(parts, n)):
        if at < free:
            continue
        if run in seen:
            total, free = total + sum(map(len, run)), at + n
        seen.add(run)
    return total


def covered(parts: Sequence[str], n: int) -> int:
    """How many words lie in a run that was there before."""
    runs = _runs(parts, n)
    return len({place for at, run in enumerate(runs) if run in runs[:at] for place in range(at, at + n)})


def _runs(parts: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(parts[at : at + n]) for at in range(len(parts) - n + 1)]


def _c4_keeps(line: str, line_words: int) -> bool:
    spoken = words(line)
    text = " ".join(["", *spoken, ""])
    unwanted = any(f" {phrase} " in text for phrase in ("javascript", *POLICIES))
    line = line.rstrip()
    ended = line.endswith((".", "?", "!", '"', "'")) and not line.endswith("...")
    return bool(spoken) and len(spoken) >= line_words and ended and not unwanted


def _ends_sentence(mark: str, rest: str) -> bool:
    rest = rest.lstrip(TERMINALS + CLOSERS)
    return ord(mark) >= 0x3000 or not rest or rest[0].isspace()


def _is_mark(char: str) -> bool:
    return ord(char) < TABLE_SIZE and unicodedata.category(char)[0] == "M"


def _stands_alone(char: str) -> bool:
    """Whether a letter of a script without spaces: two of them are two words."""
    return len(words(char * 2)) == 2


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
