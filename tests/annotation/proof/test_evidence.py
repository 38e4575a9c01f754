"""Evidence: the audit as columns in ranking order."""

import numpy as np
import pytest

from annotation.proof.evidence import counts_as_error, evidence
from pipelines.core.errors import VerilodeError
from pipelines.kinds import kind_of
from pipelines.store.labels import Annotation, golden
from pipelines.store.project import Project


def answer(value: str | None, *, status: str = "submitted", blind: bool = True, phase: str = "audit") -> Annotation:
    return Annotation("r", "ann", status, value, None, phase, blind, None, False, 1, "2026-01-01")


def test_the_most_trusted_record_comes_first(audited: Project) -> None:
    trust = evidence(audited).confidence
    assert np.all(np.diff(trust) <= 0)


def test_records_of_known_truth_are_no_part_of_it(audited: Project) -> None:
    found = evidence(audited)
    assert golden(audited)
    assert not set(golden(audited)) & set(found.names)


def test_a_complete_audit_leaves_nothing_unanswered(audited: Project) -> None:
    found = evidence(audited)
    assert found.audited.sum() == found.answered.sum() == len(found.audit.names)


def test_an_error_is_one_only_where_audited_and_answered(audited: Project) -> None:
    found = evidence(audited)
    assert not (found.wrong & ~found.answered).any()


def test_without_an_audit_there_is_none(suggested: Project) -> None:
    with pytest.raises(VerilodeError, match="run verilode sample --audit"):
        evidence(suggested)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (answer("eye"), False),
        (answer("skin"), True),
        (answer(None, status="discarded"), True),
        (answer("eye", blind=False, phase="rest"), True),
        (answer("eye", blind=False, phase="adjudication"), False),
    ],
)
def test_what_speaks_against_a_suggestion(given: Annotation, error: bool) -> None:
    assert counts_as_error(given, "eye", kind_of("classify")) is error
