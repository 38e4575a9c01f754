"""Compiled kernels: numba with its machine code cached beside the sources, and thrown away when any of them changed.

numba looks only at the file of a function when it asks whether a cached form is still right; what was inlined from
other files would stay old. So all caches go when the text of any kernel's package is another one than last time.
"""

import hashlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numba

_ROOT = Path(__file__).parent.parent
_PACKAGES = ("core", "neardup", "signals")
"""Where kernels are, and the tables they are compiled with."""
_STAMP = "kernels.stamp"


def kernel(function: Callable[..., Any] | None = None, *, inline: str = "never") -> Any:
    """Compile a function on its first call: without Python objects, without the interpreter's lock, cached on disk.

    Args:
        function: Given by `@kernel`; `@kernel(inline="always")` gives none.
        inline: `always` puts the function's code into its callers before types are known.
    """
    if function is None:
        return partial(kernel, inline=inline)
    forget_outdated(_ROOT)
    return numba.njit(cache=True, nogil=True, inline=inline)(function)


@cache
def forget_outdated(root: Path) -> bool:
    """Delete cached machine code that was made from other sources; whether there was a reason to."""
    sources = [file for package in _PACKAGES for file in sorted((root / package).glob("*.py"))]
    found = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    stamp = root / "core" / "__pycache__" / _STAMP
    try:
        if stamp.exists() and stamp.read_text("ascii") == found:
            return False
        for package in _PACKAGES:
            for old in (root / package / "__pycache__").glob("*.nb[ic]"):
                old.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(found, "ascii")
    except OSError:
        return False  # an installation nobody may write to: its sources do not change either
    return True
