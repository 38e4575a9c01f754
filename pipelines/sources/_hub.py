"""Data sets on the Hugging Face Hub by name, where the network is allowed."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pipelines.core.errors import VerilodeError
from pipelines.sources._parts import Part
from pipelines.sources._types import Bad, Row

_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_NO_OFFSET = -1


class Hub(Protocol):
    """The only door to the Hub."""

    def revision(self, name: str) -> str:
        """The commit a data set stands at now."""

    def splits(self, name: str, config: str | None, revision: str) -> Mapping[str, Iterable[dict[str, Any]]]:
        """The rows of each split, streamed."""


class OnlineHub:
    """The Hub itself, through the `datasets` library, which since version 4 runs no code of a data set."""

    def revision(self, name: str) -> str:
        """The commit a data set stands at now."""
        from huggingface_hub import HfApi

        return str(HfApi().dataset_info(name).sha)

    def splits(self, name: str, config: str | None, revision: str) -> Mapping[str, Iterable[dict[str, Any]]]:
        """The rows of each split, streamed."""
        from datasets import load_dataset

        return load_dataset(name, config, revision=revision, streaming=True)


def looks_like_hub_name(path: Path) -> bool:
    """Whether this can only be a name on the Hub: `owner/name`, and no such folder on this machine."""
    return _NAME.fullmatch(str(path)) is not None and not path.parent.exists()


def hub_parts(path: Path, config: str | None = None, hub: Hub | None = None) -> list[Part]:
    """The splits of a data set on the Hub.

    Args:
        path: Its name, `owner/name`.
        config: Which of its configurations.
        hub: Where it is asked for.

    Raises:
        VerilodeError: when the network is not allowed, or the Hub refuses.
    """
    if hub is None and os.environ.get("HF_HUB_OFFLINE", "1") != "0":
        raise VerilodeError(
            "no such file; to read a data set of this name from the Hub set HF_HUB_OFFLINE=0", file=path
        )
    hub = hub or OnlineHub()
    try:
        revision = hub.revision(str(path))
        splits = hub.splits(str(path), config, revision)
    except Exception as refusal:  # offline, unknown, gated: whatever the client says is the reason
        raise _refused(refusal, path) from refusal
    named = f"{path}@{revision}" + (f"/{config}" if config else "")
    return [
        Part(path / split, f"{path}/{split}", partial(_rows, path, rows), split, named)
        for split, rows in splits.items()
    ]


def _rows(path: Path, rows: Iterable[dict[str, Any]]) -> Iterator[Row | Bad]:
    try:
        for number, values in enumerate(rows, start=1):
            yield Row(number, _NO_OFFSET, values)
    except Exception as refusal:  # the network can fail at any row
        raise _refused(refusal, path) from refusal


def _refused(refusal: Exception, path: Path) -> VerilodeError:
    return VerilodeError(f"the Hub did not give it: {type(refusal).__name__}: {refusal}", file=path)
