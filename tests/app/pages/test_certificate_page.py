"""The certificate page: what may be wrong, what an audit would ask, what confidence is worth."""

from pathlib import Path

from tests.fakes.pages import errors, show, words
from tests.fakes.projects import diagnoses, make_project


def test_a_certificate_is_told_in_sentences_and_by_label(done: Path) -> None:
    at = show(done, "certificate")
    assert errors(at) == []
    assert "With 95.00% confidence at most" in words(at)
    assert list(at.dataframe[0].value.columns)[:3] == ["label", "records", "accepted unseen"]


def test_the_projection_says_what_it_rests_on(done: Path) -> None:
    assert "answered records" in words(show(done, "certificate"))


def test_without_measured_seconds_no_saving_is_claimed(done: Path) -> None:
    assert "0 of 20 timed records" in words(show(done, "certificate"))


def test_before_any_suggestion_the_page_says_what_to_do(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(6))
    assert "No labeler has been asked yet." in words(show(project.root, "certificate"))
