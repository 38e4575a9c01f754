"""JSON schema: the share of answers that have the agreed form, and how many of their fields are right."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.metrics import Answered, Metric, Score
from training.metrics._extra import from_extra
from training.metrics._json import leaves, read_json
from training.metrics._scored import f1, mean, scored


def json_schema(*, schema: dict[str, Any] | None = None, schema_file: str = "", fenced: bool = False) -> Metric:
    """Share of answers that a JSON schema (draft 2020-12 unless it names another) accepts.

    Parts: `parsed`, the share that is JSON at all; `field_f1`, the mean F1 over fields at the bottom, each compared
    with its path and value, where the expected answer is JSON.

    Args:
        schema: The schema itself.
        schema_file: A file that holds it.
        fenced: Whether JSON inside a Markdown code fence counts, too.

    Raises:
        VerilodeError: when there is no schema, or it is none.
    """
    checker = _checker(schema, schema_file)

    def metric(answers: Sequence[Answered]) -> Score:
        read = [read_json(one.answered, fenced) for one in answers]
        items = [float(one.parsed and _accepts(checker, one.value)) for one in read]
        fields = [f for one in answers if (f := _field_f1(one, fenced)) is not None]
        parts = {"parsed": mean([float(one.parsed) for one in read])}
        return scored(items, parts | ({"field_f1": mean(fields)} if fields else {}))

    return metric


def _checker(schema: dict[str, Any] | None, file: str) -> Any:
    """The validator; a schema that points outside itself finds nothing there, for nothing is fetched."""
    found = _read(file) if schema is None else schema
    jsonschema = from_extra("jsonschema", "json_schema")
    kind = jsonschema.validators.validator_for(found, default=jsonschema.Draft202012Validator)
    try:
        kind.check_schema(found)
    except jsonschema.SchemaError as wrong:
        raise VerilodeError(f"metric 'json_schema': this is no JSON schema: {wrong.message}", file=file) from None
    return kind(found, registry=from_extra("referencing", "json_schema").Registry())


def _read(file: str) -> Any:
    if not file:
        raise VerilodeError("metric 'json_schema' needs the option 'schema' or 'schema_file'")
    try:
        found = read_json(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=file) from None
    if not found.parsed or not isinstance(found.value, dict):
        raise VerilodeError("is no JSON object, so no JSON schema", file=file)
    return found.value


def _accepts(checker: Any, value: Any) -> bool:
    from referencing.exceptions import Unresolvable

    try:
        return bool(checker.is_valid(value))
    except RecursionError:
        return False
    except Unresolvable as missing:
        raise VerilodeError(f"the JSON schema points to {missing.ref!r}, which is not inside it") from None


def _field_f1(one: Answered, fenced: bool) -> float | None:
    """F1 over the fields of one answer; None where the expected answer has no fields."""
    wanted, said = read_json(one.expected, fenced), read_json(one.answered, fenced)
    if not wanted.parsed:
        return None
    if not said.parsed:
        return 0.0
    try:
        expected, answered = Counter(leaves(wanted.value)), Counter(leaves(said.value))
    except RecursionError:
        return 0.0
    return f1((expected & answered).total(), answered.total(), expected.total())
