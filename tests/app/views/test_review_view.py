"""What the review page hands to a browser: every kind of task, and nothing that a blind person must not see."""

import json
from pathlib import Path

from annotation.sampling.draw import sample_audit
from app.views.review import review_view
from app.views.shown_order import as_own, as_shown
from app.widgets.review_card.props import item_props
from pipelines.store.project import Project
from tests.fakes.asked import asked, preference_pairs
from tests.fakes.review import put_certificate, put_suggestions, review_project, say, shown, truths


def props(project: Project, actor: str = "ann") -> list[dict]:
    return [item_props(item) for item in review_view(project, actor).items]


def test_nothing_of_a_suggestion_reaches_a_blind_browser(tmp_path: Path) -> None:
    spans = '[{"end":4,"label":"PARTY","start":0}]'
    project = asked(tmp_path, "kind: spans, labels: [PARTY, DATE]", spans)
    sample_audit(project, rate=1.0)
    [first, _] = props(project)
    assert (first["blind"], first["control"], first["options"]) == (True, "spans", ["PARTY", "DATE"])
    sent = json.dumps(first)
    assert not [word for word in ("suggest", "words", "0.99", "start", "end", "draft", "answers") if word in sent]


def test_below_the_line_the_suggestion_comes_along_as_people_read_it(tmp_path: Path) -> None:
    project = asked(tmp_path, "kind: multilabel, labels: [a, a/b, c], separator: /", '["a/b","c"]')
    put_certificate(project)
    [first, _] = props(project)
    assert first["suggestion"]["value"] == '["a/b","c"]'
    assert first["suggestion"]["shown"] == "a/b, c"
    assert (first["control"], first["separator"], first["options"]) == ("choices", "/", ["a", "a/b", "c"])


def test_labels_that_all_items_share_are_sent_once(tmp_path: Path) -> None:
    project = review_project(tmp_path, 3)
    put_suggestions(project, dict.fromkeys(truths(project), "skin"))
    put_certificate(project)
    items = review_view(project, "ann").items
    assert {item.options for item in items} == {("injury", "eye", "skin")}
    assert not [one for one in items if "options" in item_props(one, items[0].options)]


def test_a_written_text_is_judged_blind_but_seen(tmp_path: Path) -> None:
    project = asked(tmp_path, "kind: generate", "Because.")
    sample_audit(project, rate=1.0)
    [first, _] = props(project)
    assert (first["control"], first["proposal"], first["blind"]) == ("text", "Because.", True)
    assert "suggestion" not in first


def test_what_was_typed_comes_back_to_the_one_who_typed_it(tmp_path: Path) -> None:
    project = asked(tmp_path, "kind: generate", "Because.")
    sample_audit(project, rate=1.0)
    item = shown(project, "ann", 1)[0]
    say(project, "ann", item, "Becau", "draft", note="ask")
    [first, *_] = [one for one in props(project) if one["id"] == item.record_id]
    assert (first["draft"], first["note"]) == ("Becau", "ask")
    assert not [one for one in props(project, "bob") if "draft" in one]


def test_disputed_answers_come_without_names(tmp_path: Path) -> None:
    project = review_project(tmp_path, 1, "overlap: 2, overlap_share: 1.0")
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    for person, value in (("ann", "eye"), ("bob", "skin")):
        say(project, person, shown(project, person)[0], value, note=f"says {value}")
    [one] = props(project, "cleo")
    assert sorted(answer["value"] for answer in one["answers"]) == ["eye", "skin"]
    assert sorted(answer["note"] for answer in one["answers"]) == ["says eye", "says skin"]
    assert one["phase"] == "adjudication"
    assert "bob" not in json.dumps(one)
    assert review_view(project, "cleo").progress.batch == "To settle"


def test_the_order_of_two_answers_does_not_tell_which_was_chosen(tmp_path: Path) -> None:
    project = preference_pairs(tmp_path)
    put_certificate(project)
    items = props(project)
    first = [one["candidates"][0].split()[0] for one in items]
    assert {"chosen", "rejected"} == set(first)
    for one, word in zip(items, first, strict=True):
        assert json.loads(one["suggestion"]["value"]) == ([0, 1] if word == "chosen" else [1, 0])
        assert one["suggestion"]["shown"] == ("A > B" if word == "chosen" else "B > A")


def test_numbers_as_shown_and_the_records_own_are_each_others_inverse() -> None:
    for record in map(str, range(30)):
        assert json.loads(as_own(as_shown("[2,0,1]", record), record)) == [2, 0, 1]
    assert len({as_shown("[2,0,1]", str(record)) for record in range(30)}) > 1


def test_what_is_no_order_stays_as_it_is() -> None:
    for value in (None, "", "x", "[0,0]", "[1,2]", "[true,false]", '{"a":1}', "[0.0,1]", "[" * 100_000):
        assert as_own(value, "r") == as_shown(value, "r") == value
