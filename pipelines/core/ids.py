"""Content addresses: canonical JSON, digests, Merkle roots and seeded coins."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

SHORT = 12
"""Hex digits shown to people where a whole digest would only be noise."""


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces: equal values give equal bytes (in the way of RFC 8785).

    Raises:
        ValueError: for NaN and infinities, which JSON does not have.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of `value`, as 64 hex digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def merkle_root(leaves: Iterable[str]) -> str:
    """Root over hex digests in their given order; tags keep a leaf from posing as an inner node.

    An odd node is carried up unchanged (RFC 6962, section 2.1 uses the same domain separation).
    """
    level = [hashlib.sha256(b"\x00" + leaf.encode("ascii")).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0].hex()


def coin(*parts: str | int) -> float:
    """A number in [0, 1) that depends on `parts` alone: the same record and seed always fall the same way."""
    raw = hashlib.sha256(canonical_json(list(parts))).digest()
    return (int.from_bytes(raw[:7], "big") >> 3) / 2**53  # as many bits as a float holds: more could round up to 1
