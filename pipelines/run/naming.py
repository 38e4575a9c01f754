"""Names for the rows of files: equal rows of one source are told apart by counting them."""

from collections import Counter
from collections.abc import Mapping

from pipelines.core.records import normal_content, record_id


class RecordIds:
    """Gives the rows of one source their ids, in order."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._seen: Counter[tuple[tuple[str, str], ...]] = Counter()

    def next(self, content: Mapping[str, str | None]) -> str:
        """The id of the next row with this content."""
        key = tuple(sorted(normal_content(content).items()))
        self._seen[key] += 1
        return record_id(content, self.source, self._seen[key] - 1)
