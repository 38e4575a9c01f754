"""Names for the rows of files: equal rows of one source are told apart by counting them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring

import numpy as np

from pipelines.core.records import CONTENT_FIELDS, normal_form
from pipelines.run._tally import Tally

_SORTED = [(name, f'"{name}":') for name in sorted(CONTENT_FIELDS)]


class RecordIds:
    """Gives the rows of one source their ids, in order: those of `pipelines.core.records.record_id`.

    What was seen is counted by 64 bits of a digest, 12 to 40 bytes for each different content. Two of n contents share
    these bits with a chance of n²/2⁶⁵ (one in 370,000 for ten million); the later one would be numbered as a copy.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._tail = f",{encode_basestring(source)},"
        self._seen = Tally()

    def next(self, content: Mapping[str, str | None]) -> str:
        """The id of the next row with this content; many rows are faster together."""
        body = _content_json(content)
        digest = self._digest(body, 0)
        occurrence = self._seen.add_one(int.from_bytes(digest[:8], "big"))
        return (self._digest(body, occurrence) if occurrence else digest)[:16].hex()

    def next_batch(self, contents: Iterable[Mapping[str, str | None]]) -> list[str]:
        """The ids of the next rows."""
        bodies = [_content_json(content) for content in contents]
        digests = [self._digest(body, 0) for body in bodies]
        keys = np.frombuffer(b"".join(digests), ">u8")[::4].astype(np.uint64)
        names = [digest[:16].hex() for digest in digests]
        occurrences = self._seen.add(keys)
        for row in np.flatnonzero(occurrences).tolist():
            names[row] = self._digest(bodies[row], int(occurrences[row]))[:16].hex()
        return names

    def _digest(self, body: str, occurrence: int) -> bytes:
        return hashlib.sha256(f"[{body}{self._tail}{occurrence}]".encode("utf-8", "surrogatepass")).digest()


def _content_json(content: Mapping[str, str | None]) -> str:
    """The canonical JSON of `normal_content`; written out here because it is most of the cost of an id."""
    parts = []
    for name, key in _SORTED:
        text = content.get(name)
        if text:
            form = " ".join(text.split()) if text.isascii() else normal_form(text)
            if form:
                parts.append(key + encode_basestring(form))
    return "{" + ",".join(parts) + "}"


class KnownIds:
    """A set of record ids that is built once, 16 bytes each, and asked by the batch."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        words = [_words(batch) for batch in names]
        high, low = np.concatenate(words or [_words([])]).T
        order = np.lexsort((low, high))
        self._high, self._low = high[order], low[order]

    def __len__(self) -> int:
        return len(self._high)

    def holds(self, names: Sequence[str]) -> np.ndarray:
        """Which of the names are known, as an array of truth values."""
        found = np.zeros(len(names), dtype=bool)
        if not len(self) or not names:
            return found
        high, low = _words(names).T
        at, end = (np.searchsorted(self._high, high, side) for side in ("left", "right"))
        while (rest := np.flatnonzero(at < end)).size:  # more than once only where two ids share their first half
            found[rest] |= self._low[at[rest]] == low[rest]
            at[rest] += 1
        return found


def _words(names: Sequence[str]) -> np.ndarray:
    """Ids of 32 hex digits as rows of two 64-bit numbers."""
    return np.frombuffer(bytes.fromhex("".join(names)), ">u8").reshape(-1, 2).astype(np.uint64)
