"""Signal: passwords, keys and tokens in a record, by the patterns of detect-secrets."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipelines.signals import Column, Signal
from pipelines.signals._finding import apart
from pipelines.signals._secret_kinds import NAMES
from pipelines.signals._secrets import secret_finder
from pipelines.signals._texts import every_text

_COLUMNS = (
    Column("findings", pa.int32(), "passwords, keys and tokens in all texts of the record"),
    Column("kinds", pa.string(), "what they are, separated by commas; null where there are none"),
)


def secrets() -> Signal:
    """Secrets in all texts of a record: keys and tokens of known form, and random values assigned to a telling name.

    Nothing is verified with the service a token is for. Needs the extra `privacy`.
    """
    finder = secret_finder()

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            counts = np.zeros(batch.num_rows, np.int32)
            kinds: dict[int, set[str]] = defaultdict(set)
            for rows, texts in every_text(batch):
                for place, findings in finder.column(texts).items():
                    separate = apart(findings, NAMES)
                    counts[rows[place]] += len(separate)
                    kinds[int(rows[place])] |= {found.kind for found in separate}
            named = [", ".join(sorted(kinds[row])) if row in kinds else None for row in range(batch.num_rows)]
            yield pa.RecordBatch.from_arrays(
                [pa.array(counts), pa.array(named, pa.string())], names=["findings", "kinds"]
            )

    return Signal(_COLUMNS, compute)
