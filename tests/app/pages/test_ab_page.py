"""The A/B page: votes are stored, results are for whoever asks, and a voter is never told who is who."""

from pathlib import Path

import pytest

from annotation.comparison.contest import Contest
from annotation.comparison.results import results_of
from annotation.comparison.votes import votes_of
from pipelines.store.project import Project
from tests.fakes.browser import Watched
from tests.fakes.contests import started, vote
from tests.fakes.pages import errors, show, words
from tests.fakes.serving import serving

Made = tuple[Project, Contest]


@pytest.fixture
def judging(tmp_path: Path) -> Made:
    return started(tmp_path / "p")


def test_before_a_contest_the_page_names_the_command(tmp_path: Path) -> None:
    Project.create(tmp_path / "p", "legal")
    at = show(tmp_path / "p", "ab")
    assert errors(at) == []
    assert at.code[0].value == "verilode ab start base latest"


def test_a_vote_in_the_plain_form_is_stored_for_the_model_that_stood_there(judging: Made) -> None:
    project, found = judging
    at = show(project.root, "ab", actor="ann")
    at = at.toggle(key="ab-plain").set_value(True).run()
    at.radio[0].set_value("first").run()
    at = next(one for one in at.button if one.label == "Submit").click().run()
    assert errors(at) == []
    (one,) = votes_of(found)
    assert (one.voter, one.side, one.said) == ("ann", "left", found.placings[one.record].left)


def test_a_ballot_says_nothing_of_the_models_and_results_do(judging: Made) -> None:
    project, found = judging
    vote(found, "ann", lambda _: "B")
    at = show(project.root, "ab")
    assert not {"base", "run1"} & set(words(at).replace(".", " ").replace(",", " ").split())
    at = at.button_group(key="ab-shown").set_value("Results").run()
    assert errors(at) == []
    assert "A is base, B is run1" in words(at).replace("*", "")
    assert "Better. On 48 records B wins" in words(at)
    assert [one.value for one in at.metric][:3] == [str(len(found.placings)), "0", str(len(found.identical))]


def test_a_contest_on_training_prompts_offers_to_train(tmp_path: Path) -> None:
    project, found = started(tmp_path / "p", "train")
    vote(found, "ann", lambda _: "B")
    at = show(project.root, "ab")
    at = at.button_group(key="ab-shown").set_value("Results").run()
    assert any(one.value == f"verilode ab train {found.id}" for one in at.code)
    assert any(one.label == "Train on these votes" for one in at.button)


@pytest.mark.browser
def test_keys_vote_and_nothing_in_the_browser_tells_the_sides_apart(judging: Made, watched: Watched) -> None:
    project, found = judging
    heard: list[str] = []
    with serving(project.root) as server:
        page = watched.page
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(_text(frame))))
        watched.open(f"{server.url}/ab?actor=ann")
        page.wait_for_selector(".card[data-record]")
        for key in ["1", "2", "3", "4", "ArrowLeft", "ArrowRight", "r"]:
            page.keyboard.press(key)
            page.wait_for_timeout(250)
        page.wait_for_selector("[data-state=saved]")
        seen = page.content() + "".join(heard)
    votes = votes_of(found)
    assert [one.side or one.said for one in votes] == ["left", "right", "tie", "both bad", "left", "right", "both bad"]
    asked = {placing.record for placing in found.placings.values()}
    told = [word for word in (found.a.model, found.b.model, "run1", *asked) if word in seen]
    assert told == []
    assert (watched.strangers, watched.dialogs, watched.errors) == ([], [], [])
    assert results_of(found).votes == 7


def _text(frame: bytes | str) -> str:
    return frame if isinstance(frame, str) else frame.decode("latin-1")
