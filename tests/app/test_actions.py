"""What a browser's decisions become in the store: each alone, whole, and once."""

import json
from pathlib import Path

import pytest

from annotation.sampling.draw import sample_audit
from app.actions import save_decisions
from app.views.review import review_view
from app.widgets.decision import Decision, Refused
from pipelines.store.project import Project
from tests.fakes.asked import asked, preference_pairs
from tests.fakes.review import put_certificate, shown


def claim(number: int, record: str, value: str | None, action: str = "submitted") -> Decision:
    return Decision(f"id-{number}", record, 0, action, value, "", 1.5, True, "2026-01-31T10:00:00Z", "audit")


def stored(project: Project) -> list[tuple[str, str | None]]:
    events = project.events.events("annotation.*")
    return [(event.kind.removeprefix("annotation."), event.payload["value"]) for event in events]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two texts whose labels a person is asked for."""
    project = asked(tmp_path, "kind: multilabel, labels: [a, a/b, c], separator: /", '["c"]')
    sample_audit(project, rate=1.0)
    return project


def test_an_answer_is_stored_as_its_kind_writes_it(project: Project) -> None:
    [item, _] = shown(project, "ann")
    saved = save_decisions(project, "ann", [claim(1, item.record_id, '["c", "a", "a/b"]')])
    assert (saved.stored, saved.refused, saved.waiting) == (["id-1"], [], "")
    assert stored(project) == [("submitted", '["a/b","c"]')]


def test_what_is_no_answer_is_refused_for_good_and_does_not_hold_up_the_others(project: Project) -> None:
    [one, other] = shown(project, "ann")
    bad = claim(1, one.record_id, '["x"]')
    saved = save_decisions(project, "ann", [bad, claim(2, other.record_id, "[]")])
    assert saved.stored == ["id-2"]
    assert saved.refused == [Refused("id-1", "'x' is not one of the 3 labels")]


def test_an_unknown_record_waits_and_does_not_hold_up_the_others(project: Project) -> None:
    [one, _] = shown(project, "ann")
    saved = save_decisions(project, "ann", [claim(1, "stranger", "[]"), claim(2, one.record_id, "[]")])
    assert (saved.stored, saved.refused) == (["id-2"], [])
    assert "'stranger' is not known" in saved.waiting


def test_a_draft_may_be_anything_and_a_resend_stores_nothing_twice(project: Project) -> None:
    [one, _] = shown(project, "ann")
    draft = claim(1, one.record_id, '["c', "draft")
    save_decisions(project, "ann", [draft])
    assert save_decisions(project, "ann", [draft]).stored == ["id-1"]
    assert stored(project) == [("draft", '["c')]
    assert review_view(project, "ann").items[0].draft == '["c'


def test_an_order_is_stored_in_the_records_own_numbers(tmp_path: Path) -> None:
    project = preference_pairs(tmp_path)
    put_certificate(project)
    items = review_view(project, "ann").items
    chosen = [json.dumps([0, 1] if item.candidates[0].startswith("chosen") else [1, 0]) for item in items]
    claims = [claim(n, item.record_id, value) for n, (item, value) in enumerate(zip(items, chosen, strict=True))]
    save_decisions(project, "ann", claims)
    assert stored(project) == [("submitted", "[0,1]")] * len(items)
