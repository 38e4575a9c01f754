"""Mapper: personal data and secrets become placeholders."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import CONTENT_FIELDS
from pipelines.signals._finding import Finder, Finding
from pipelines.signals._pii import REGIONS, pii_finder
from pipelines.signals._pii_kinds import NAMES
from pipelines.signals._secrets import secret_finder
from pipelines.signals._texts import every_text
from pipelines.steps import FactSink, Step
from pipelines.steps._redaction import Redaction

_SECRET = "secret"  # noqa: S105, the name of a kind
_ORDER = (_SECRET, *NAMES)
_USUAL = tuple(kind for kind in _ORDER if kind != "url")


def redact(*, kinds: list[str] | None = None, consistent: bool = False, regions: list[str] | None = None) -> Step:
    """Replace personal data and secrets in every text of a record by placeholders such as `[EMAIL]`.

    Patterns find them: names of persons and postal addresses are not seen. Everything in the content fields is looked
    at, the contents of `messages` too; `meta`, `group`, `source` and `file` stay as they are. The fact `findings`
    says how many were found in which record, never what they were. Redacting twice changes nothing more. Needs the
    extra `privacy`.

    Args:
        kinds: email, credit_card, iban, ssn, npi, medical_license, crypto, ip_address, phone, date_of_birth, url or
            secret; nothing for all of them but url.
        consistent: Whether placeholders are numbered, equal values within one record alike (`[EMAIL_1]`).
        regions: Where phone numbers without a country code may be from, as ISO 3166 codes; nothing for US, GB, DE,
            FR, ES, IT and IN.
    """
    finders = _finders(_USUAL if kinds is None else kinds, REGIONS if regions is None else regions)

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        for batch in batches:
            edits: list[dict[str, str | None]] = []
            findings: list[dict[str, Any]] = []
            for name, content in _suspects(batch, finders):
                redaction = Redaction(finders, _ORDER, consistent)
                edits.append({"record_id": name, **redaction.record(content)})
                findings += _counted(name, redaction.counts)
            sink.edit(edits)
            sink.write("findings", findings)

    return step


def _finders(kinds: Sequence[str], regions: Sequence[str]) -> list[Finder]:
    if not kinds:
        raise VerilodeError("redact: no kinds are given")
    for kind in kinds:
        if kind not in _ORDER:
            raise VerilodeError(f"redact: no kind called {kind!r}; known: {', '.join(_ORDER)}")
    personal = tuple(kind for kind in NAMES if kind in kinds)
    found: list[Finder] = [_Secrets()] if _SECRET in kinds else []
    return found + ([pii_finder(personal, tuple(regions))] if personal else [])


class _Secrets:
    """Secrets of all kinds under one name: a placeholder need not say more."""

    def __init__(self) -> None:
        self._finder = secret_finder()

    def column(self, texts: pa.Array) -> Mapping[int, list[Finding]]:
        """The findings of every text that has some."""
        return self._finder.column(texts)

    def text(self, text: str) -> list[Finding]:
        """The findings of one text."""
        return [Finding(found.start, found.end, _SECRET) for found in self._finder.text(text)]


def _suspects(batch: pa.RecordBatch, finders: Sequence[Finder]) -> Iterator[tuple[str, dict[str, str | None]]]:
    """The id and the content of every record in which something is found."""
    places = {
        int(rows[place]) for rows, texts in every_text(batch) for finder in finders for place in finder.column(texts)
    }
    chosen = batch.take(pa.array(sorted(places), pa.int64())).select(["record_id", *CONTENT_FIELDS])
    for row in chosen.to_pylist():
        yield row.pop("record_id"), row


def _counted(name: str, counts: Counter[str]) -> list[dict[str, Any]]:
    return [{"record_id": name, "kind": kind, "count": counts[kind]} for kind in _ORDER if counts[kind]]
