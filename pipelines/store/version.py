"""Which code made a fact."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def code_version() -> str:
    """The installed version of verilode, stamped on every commit and snapshot."""
    try:
        return version("verilode")
    except PackageNotFoundError:
        return "uninstalled"
