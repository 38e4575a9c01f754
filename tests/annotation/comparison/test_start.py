"""Starting a contest: nothing a voter sees, or could load, says whose answer is whose."""

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from annotation.comparison.contest import Contest, list_contests, load_contest
from annotation.comparison.sample import contest_snapshot, draw_prompts
from annotation.comparison.start import start_contest
from annotation.review.queue import ReviewQueue
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.contests import BASE, RUN, answer_of, contest, freeze_rows, labelled

Made = tuple[Project, Contest]


def test_every_prompt_is_put_before_people_or_is_a_tie(judging: Made) -> None:
    project, found = judging
    asked = {one.record for one in found.placings.values()} | set(found.identical)
    test = contest_snapshot(project).rows("test")["record_id"].to_pylist()
    assert sorted(asked) == sorted(test)
    prompts = draw_prompts(project, contest_snapshot(project))
    assert len(found.identical) == sum(len(set(answer_of(one))) == 1 for one in prompts)
    assert len(ReviewQueue(found.project).pending("ann")) == len(found.placings)


def test_the_sides_are_mixed_evenly_and_do_not_follow_the_answers(tmp_path: Path) -> None:
    project = labelled(tmp_path, rows=1000)
    found = contest(project)
    left = Counter(one.left for one in found.placings.values())
    assert 0.42 < left["A"] / len(found.placings) < 0.58
    snapshot = contest_snapshot(project)
    prompts = draw_prompts(project, snapshot)
    swapped = {one.record_id: answer_of(one)[::-1] for one in prompts}
    other = start_contest(project, BASE, RUN, prompts, swapped, split="test", snapshot=snapshot.id)
    sides = [{one.record: one.left for one in each.placings.values()} for each in (found, other)]
    assert sides[0] == sides[1]


def test_nothing_in_the_contests_folder_names_a_model_or_a_side(judging: Made) -> None:
    _, found = judging
    ReviewQueue(found.project).next("ann")
    texts = [_content(path) for path in found.folder.rglob("*") if path.is_file()]
    records = [one.record for one in found.placings.values()]
    assert any("I really could not say" in text for text in texts)
    for word in (BASE.model, RUN.model, "run1", '"left"', *records):
        assert not [text[:80] for text in texts if word in text], word


def _content(path: Path) -> str:
    """A file's name and what it says."""
    table = path.suffix == ".parquet"
    return path.name + (str(pq.read_table(path).to_pylist()) if table else path.read_bytes().decode("latin-1"))


def test_what_a_voter_is_handed_holds_the_two_texts_and_nothing_else(judging: Made) -> None:
    project, found = judging
    prompts = {one.record_id: one for one in draw_prompts(project, contest_snapshot(project))}
    for item in ReviewQueue(found.project).next("ann", 100):
        placing = found.placings[item.record_id]
        a, b = answer_of(prompts[placing.record])
        assert item.question.candidates == ((a, b) if placing.left == "A" else (b, a))
        assert (item.blind, item.suggestion, item.source) == (True, None, f"comparison {found.id}")


def test_the_same_contest_is_started_once(judging: Made) -> None:
    project, found = judging
    again = contest(project)
    assert again == found == load_contest(project, found.id[:4]) == load_contest(project, "latest")
    assert [one.id for one in list_contests(project)] == [found.id]
    assert len(list(project.events.events("ab.started"))) == 1


def test_a_lost_key_is_made_again_and_the_votes_stay(judging: Made) -> None:
    project, found = judging
    (project.root / "ab" / "keys" / f"{found.id}.json").unlink()
    before = (found.folder / "verilode.yaml").stat().st_mtime_ns
    assert contest(project) == found
    assert (found.folder / "verilode.yaml").stat().st_mtime_ns == before


def test_how_many_votes_it_will_take_is_written_down_first(judging: Made) -> None:
    project, found = judging
    key = json.loads((project.root / "ab" / "keys" / f"{found.id}.json").read_text())
    assert key["power"]["0.6"] == found.power["0.6"] > found.power["0.7"] > found.power["0.9"]


def test_a_sample_has_every_label_in_its_share(tmp_path: Path) -> None:
    project = labelled(tmp_path, rows=300)
    drawn = draw_prompts(project, contest_snapshot(project), records=30)
    assert Counter(one.stratum for one in drawn) == {"ear": 10, "eye": 10, "skin": 10}
    assert len({one.record_id for one in drawn}) == 30


def test_prompts_a_model_was_trained_on_do_not_judge_it(tmp_path: Path) -> None:
    project = labelled(tmp_path)
    first = contest_snapshot(project)
    rows = [row for split in ("test", "train") for row in first.rows(split).to_pylist()]
    second = freeze_rows(project, rows)
    left = draw_prompts(project, first, seen=[second.id])
    trained = {row for split in ("train", "validation") for row in second.rows(split)["record_id"].to_pylist()}
    assert 0 < len(left) < 48
    assert not trained & {one.record_id for one in left}


def test_a_newer_snapshot_of_pairs_is_not_what_models_are_judged_by(tmp_path: Path) -> None:
    project = labelled(tmp_path)
    snapshot = contest_snapshot(project)
    file = snapshot.folder.parent / "x"
    snapshot.folder.rename(file)
    manifest = json.loads((file / "manifest.json").read_text())
    manifest["identity"]["recipe"]["task"]["kind"] = "rank"
    (file / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(VerilodeError, match="no snapshot to take prompts from"):
        contest_snapshot(project)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"a": RUN}, "are the same model"),
        ({"votes": 0}, "at least one vote"),
        ({"answers": "same"}, "answer all 48 prompts alike"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, change: dict, reason: str) -> None:
    project = labelled(tmp_path)
    snapshot = contest_snapshot(project)
    prompts = draw_prompts(project, snapshot)
    answers = {one.record_id: ("x ", " x") if "answers" in change else answer_of(one) for one in prompts}
    with pytest.raises(VerilodeError, match=reason):
        start_contest(
            project,
            change.get("a", BASE),
            RUN,
            prompts,
            answers,
            split="test",
            snapshot=snapshot.id,
            votes=change.get("votes", 1),
        )
    assert not (project.root / "ab").exists()


def test_a_chat_is_asked_up_to_its_last_answer(tmp_path: Path) -> None:
    project = labelled(tmp_path)
    turns = [("user", "Hello?"), ("assistant", "Yes?"), ("user", "Where is it?"), ("assistant", "Here.")]
    chat = json.dumps([{"role": role, "content": content} for role, content in turns])
    rows = [{"record_id": f"c{n}", "messages": chat, "source": "chats"} for n in range(10)]
    prompt, *_ = draw_prompts(project, freeze_rows(project, rows))
    assert prompt.text == "user: Hello?\n\nassistant: Yes?\n\nuser: Where is it?"


@pytest.mark.parametrize(
    ("options", "reason"), [({"split": "all"}, "a contest asks: test, train"), ({"records": 0}, "at least one record")]
)
def test_a_wrong_sample_is_refused(tmp_path: Path, options: dict, reason: str) -> None:
    project = labelled(tmp_path)
    with pytest.raises(VerilodeError, match=reason):
        draw_prompts(project, contest_snapshot(project), **options)


def test_a_damaged_key_is_one_line(judging: Made) -> None:
    project, found = judging
    file = project.root / "ab" / "keys" / f"{found.id}.json"
    file.write_text(file.read_text()[:100])
    with pytest.raises(VerilodeError, match=f"{found.id}.json: damaged"):
        load_contest(project, "latest")


def test_a_teams_database_takes_the_votes_too(tmp_path: Path) -> None:
    project = labelled(tmp_path)
    found = contest(project)
    with (project.root / "verilode.yaml").open("a") as recipe:
        recipe.write("database: postgresql://ann@127.0.0.1:1/team\n")
    team = Project.open(project.root)
    with pytest.raises(VerilodeError):  # nobody serves it
        contest(team, seed=1)
    (other,) = [one for one in list_contests(team) if one.id != found.id]
    assert other.project.database_url == "postgresql://ann@127.0.0.1:1/team"
    assert found.project.database_url.startswith("sqlite")
