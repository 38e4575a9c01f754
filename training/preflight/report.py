"""What a run would be taught, as one report: counts, lengths, packing, what fails, and sampled records by token."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.preflight.failure import Failure, one_line
from training.preflight.histogram import Bin
from training.preflight.taught import Token

FILE = "report.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One split in tokens; `supervised` carry loss."""

    rows: int
    tokens: int
    supervised: int
    longest: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A sampled record, token by token, and why it was taken."""

    record_id: str
    split: str
    why: str
    tokens: list[Token]


@dataclass(frozen=True, slots=True)
class Report:
    """What the tokenizer makes of a run's rows.

    Args:
        snapshot: Id of the snapshot.
        base: Name of the base model's folder.
        trainer: Who would train.
        max_length: Longest row in tokens.
        splits: Counts by split; `replay` are the general rows, `test` is never trained on.
        rows: Rows of one epoch.
        tokens: Their tokens.
        supervised: Those that carry loss.
        histogram: How long the rows of an epoch are.
        over_rows: Rows longer than max_length; such a run is refused.
        over_tokens: Tokens beyond max_length, which a trainer that cuts would have lost.
        packed_rows: Rows of one epoch with packing.
        filled: Share of a packed row that holds tokens.
        packing: Whether the run packs.
        steps_per_epoch: Optimiser steps of one pass, as the run is configured.
        epochs: Passes over the rows in the run.
        failures: Why the run would be refused.
        notes: What is worth knowing and refuses nothing.
        records: Sampled records.
        failure: All failures in one line; empty if there is none.
    """

    snapshot: str
    base: str
    trainer: str
    max_length: int
    splits: Mapping[str, Part]
    rows: int
    tokens: int
    supervised: int
    histogram: Sequence[Bin]
    over_rows: int
    over_tokens: int
    packed_rows: int
    filled: float
    packing: bool
    steps_per_epoch: int
    epochs: float
    failures: Sequence[Failure]
    notes: Sequence[str]
    records: Sequence[Shown]
    failure: str = ""

    @property
    def share(self) -> float:
        """Share of an epoch's tokens that carries loss."""
        return self.supervised / self.tokens if self.tokens else 0.0


def as_json(report: Report) -> bytes:
    """The report as `read_report` reads it back."""
    return json.dumps(asdict(report), ensure_ascii=True).encode()


def read_report(folder: Path) -> Report | None:
    """The report in a folder, None before there is one.

    Raises:
        VerilodeError: for a damaged file.
    """
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return _report(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as damage:
        raise VerilodeError(f"cannot be read: {damage}", file=path) from None


def _report(found: dict[str, Any]) -> Report:
    return Report(
        **{
            **found,
            "splits": {name: Part(**part) for name, part in found["splits"].items()},
            "histogram": [Bin(**one) for one in found["histogram"]],
            "failures": [Failure(one["why"], tuple(one["records"])) for one in found["failures"]],
            "records": [
                Shown(**{**one, "tokens": [Token(**token) for token in one["tokens"]]}) for one in found["records"]
            ],
            "failure": one_line(Failure(one["why"], tuple(one["records"])) for one in found["failures"]),
        }
    )
