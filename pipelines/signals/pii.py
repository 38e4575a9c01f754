"""Signal: how many pieces of personal data a record holds, by kind, found by patterns alone."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipelines.signals import Column, Signal
from pipelines.signals._finding import Finding, apart
from pipelines.signals._pii import REGIONS, pii_finder
from pipelines.signals._pii_kinds import KINDS, NAMES
from pipelines.signals._texts import every_text

_COLUMNS = tuple(Column(kind.name, pa.int32(), kind.says) for kind in KINDS)
_PLACE = {name: number for number, name in enumerate(NAMES)}


def pii(*, regions: list[str] | None = None) -> Signal:
    """Personal data in all texts of a record by presidio's pattern recognizers, without a model and offline.

    Names of persons, addresses and everything else that takes a language model to see are NOT found. Needs the
    extra `privacy`.

    Args:
        regions: Where phone numbers without a country code may be from, as ISO 3166 codes; nothing for the large
            ones: US, GB, DE, FR, ES, IT and IN.
    """
    finder = pii_finder(NAMES, tuple(regions) if regions is not None else REGIONS)

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            counts = np.zeros((len(NAMES), batch.num_rows), np.int32)
            for rows, texts in every_text(batch):
                for place, findings in finder.column(texts).items():
                    for found in _counted(findings):
                        counts[_PLACE[found.kind], rows[place]] += 1
            yield pa.RecordBatch.from_arrays([pa.array(column) for column in counts], names=list(NAMES))

    return Signal(_COLUMNS, compute)


def _counted(findings: list[Finding]) -> list[Finding]:
    """What overlaps counts once, but a web address does not hide the e-mail address in it."""
    addresses = [found for found in findings if found.kind == "url"]
    others = [found for found in findings if found.kind != "url"]
    return apart(others, NAMES) + apart(addresses, NAMES)
