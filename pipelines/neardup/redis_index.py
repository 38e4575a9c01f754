"""An index that several machines share: signatures in Redis through datasketch, texts beside them for the check."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.textcolumn import text_column
from pipelines.neardup.bands import choose_banding
from pipelines.neardup.interchange import to_datasketch
from pipelines.neardup.options import Options
from pipelines.neardup.verify import similarities

if TYPE_CHECKING:
    from datasketch import LeanMinHash


class RedisIndex:
    """Add texts under names, ask for the most similar one: slower than an index on disk, but shared and growing.

    datasketch keeps the buckets; its own choice of bands is not used, for that finds two fifths of the pairs at the
    threshold. Names and texts are stored as bytes, never pickled.
    """

    def __init__(self, url: str, name: str, options: Options) -> None:
        """Connect.

        Args:
            url: Such as redis://127.0.0.1:6379/0.
            name: Of the index; one server holds many.
            options: Threshold, ngram, num_perm, unit and seed; all users of an index must agree on them.

        Raises:
            VerilodeError: when the extra is not installed, or the server does not answer or knows other options.
        """
        redis, lsh = _libraries()
        parts = urlsplit(url)
        place = {"host": parts.hostname or "127.0.0.1", "port": parts.port or 6379, "db": int(parts.path[1:] or 0)}
        self.options = options
        self._broken = redis.RedisError
        self._texts_key = f"verilode:{name}:texts".encode()
        self._server = redis.Redis(**place, password=parts.password)
        self._agree(f"verilode:{name}:options".encode())
        storage = {"type": "redis", "basename": f"verilode:{name}".encode(), "redis": place}
        bands = choose_banding(options.threshold, options.num_perm)
        self._lsh = lsh(num_perm=options.num_perm, params=tuple(bands), storage_config=storage, prepickle=False)

    def add(self, texts: pa.Array, names: list[str]) -> int:
        """Take texts in; a name that is there already is left as it is. How many were new."""
        added = 0
        for name, text, signature in zip(names, texts.to_pylist(), to_datasketch(texts, self.options), strict=True):
            if not signature.is_empty():
                added += self._add_one(name.encode(), text or "", signature)
        return added

    def probe(self, texts: pa.Array) -> Iterator[tuple[int, str, float]]:
        """Row, name and exact Jaccard similarity of the best hit of each text that has one."""
        for row, signature in enumerate(to_datasketch(texts, self.options)):
            names = [] if signature.is_empty() else sorted(self._lsh.query(signature))
            if not names:
                continue
            held = [text.decode() for text in self._server.hmget(self._texts_key, names) if text is not None]
            column = text_column(pa.array([texts[row].as_py(), *held], pa.large_string()))
            others = np.arange(1, len(held) + 1)
            similar = similarities(column, np.zeros_like(others), others, self.options, floor=self.options.threshold)
            best = int(similar.argmax())
            if similar[best] >= 0:
                yield row, names[best].decode(), float(similar[best])

    def _add_one(self, key: bytes, text: str, signature: "LeanMinHash") -> int:
        if key in self._lsh:
            return 0
        self._server.hset(self._texts_key, key, text.encode())
        self._lsh.insert(key, signature)
        return 1

    def _agree(self, key: bytes) -> None:
        """Everyone must use the same shingles and bands; the first to come says which."""
        own = f"{self.options.unit} {self.options.ngram} {self.options.num_perm} {self.options.seed} "
        own += f"{self.options.threshold}"
        try:
            self._server.set(key, own, nx=True)
            theirs = self._server.get(key).decode()
        except self._broken as refusal:
            raise VerilodeError(f"the Redis server does not answer: {refusal}") from None
        if theirs != own:
            raise VerilodeError(f"this index was made with other options ({theirs}), not {own}")


def _libraries() -> tuple[Any, Any]:
    try:
        import redis
    except ImportError:
        raise VerilodeError("the Redis index needs: pip install 'verilode[redis]'") from None
    from datasketch import MinHashLSH

    return redis, MinHashLSH
