"""Drop records whose answer is none of the known labels."""

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters import Filter


def label_in_set(*, labels: list[str], missing: bool = True) -> Filter:
    """Keep records whose answer (the response, else the label) is one of `labels`, compared exactly.

    Args:
        labels: The labels that are allowed.
        missing: Whether records without an answer are kept, for they can still be labelled.
    """
    if not labels:
        raise VerilodeError("label_in_set: no labels are given")
    allowed = frozenset(str(label) for label in labels)

    def rule(record: Record) -> str | None:
        answer = record.answer
        if answer is None:
            return None if missing else "it has no label"
        if answer in allowed:
            return None
        return f"the label {answer[:40]!r} is none of the {len(allowed)} known ones"

    return rule
