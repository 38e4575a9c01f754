"""Candidates: drawn once, each with dice of its own, whatever stands beside it and however often one is interrupted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.selection import standing_table
from training.candidates.draw import Drawn, draw_candidates, greedy_answers, room
from training.candidates.export import export_candidates
from training.candidates.order import Order, Wanted, read_order, write_order
from training.candidates.sides import both_answers
from training.candidates.work import answer_order, drawn_texts
from training.data.examples import Example
from training.models.named import named
from training.worker import main

pytestmark = pytest.mark.train
Talk = tuple[Project, str]


class Here:
    """The worker's task without a process of its own; `asked`: how many answers each call was to draw."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, task: str, folder: Path) -> None:
        self.asked.append(len(read_order(folder).wanted))
        if main([task, str(folder)]):
            raise VerilodeError(json.loads((folder / "status.json").read_text())["reason"])


@pytest.fixture
def here() -> Here:
    return Here()


def test_answers_differ_from_each_other_and_are_facts(talk: Talk, here: Here) -> None:
    project, run = talk
    found = draw_candidates(project, run, work=here, number=3, temperature=1.5, records=6)
    assert (len(found.texts), found.new) == (6, 18)
    assert {len(texts) for texts in found.texts.values()} == {3}
    assert len({text for texts in found.texts.values() for text in texts}) > 6
    facts = project.tables.read("candidates").to_pylist()
    assert {row["model"] for row in facts} == {named(project, run).model_hash}
    assert sorted(row["number"] for row in facts) == [0] * 6 + [1] * 6 + [2] * 6
    assert not list((project.root / "candidates").iterdir())


def test_nothing_is_drawn_twice(talk: Talk, here: Here) -> None:
    project, run = talk
    first = draw_candidates(project, run, work=here, number=2, records=4)
    assert draw_candidates(project, run, work=here, number=2, records=4) == Drawn(
        first.model, first.snapshot, "train", first.examples, first.texts, 0
    )
    more = draw_candidates(project, run, work=here, number=3, records=5)
    assert more.new == 5 * 3 - 4 * 2
    assert all(more.texts[name][:2] == texts for name, texts in first.texts.items())
    assert here.asked == [8, 7]


def test_other_dice_another_temperature_and_another_model_are_other_draws(talk: Talk, here: Here) -> None:
    project, run = talk
    names = {"records": 3, "number": 1}
    draw_candidates(project, run, work=here, **names)
    assert draw_candidates(project, run, work=here, seed=1, **names).new == 3
    assert draw_candidates(project, run, work=here, temperature=0.5, **names).new == 3
    assert draw_candidates(project, "base", work=here, **names).new == 3


def order(talk: Talk, number: int, piece: int) -> Order:
    """Answers of the run to eight prompts."""
    model = named(*talk)
    asked = [({"role": "user", "content": f"Which chapter? acne, {n}"},) for n in range(8)]
    wanted = [Wanted(f"x{n}", prompt, k) for n, prompt in enumerate(asked) for k in range(number)]
    tuned = str(model.tuned)
    return Order(str(model.base), tuned, model.model_hash, model.dtype, 1.0, 0, 16, wanted, piece)


def test_an_answer_does_not_depend_on_what_is_answered_beside_it(talk: Talk, tmp_path: Path) -> None:
    found = []
    for piece in (32, 1):
        write_order(tmp_path / str(piece), order(talk, 2, piece))
        assert main(["candidates", str(tmp_path / str(piece))]) == 0
        found.append(drawn_texts(tmp_path / str(piece)))
    assert found[0] == found[1]
    assert len(set(found[0])) > 8


def test_an_interrupted_order_goes_on_where_it_was(talk: Talk, tmp_path: Path) -> None:
    write_order(tmp_path, order(talk, 1, 2))

    def leave(report: Progress) -> None:
        if report.done == 4:
            raise KeyboardInterrupt

    heard: list[Progress] = []
    with reporting_to(leave), pytest.raises(KeyboardInterrupt):
        answer_order(tmp_path)
    first = [file.read_bytes() for file in sorted((tmp_path / "parts").iterdir())]
    with reporting_to(heard.append):
        answer_order(tmp_path)
    assert (len(first), [one.done for one in heard]) == (2, [6, 8])
    assert [file.read_bytes() for file in sorted((tmp_path / "parts").iterdir())][:2] == first


def test_a_low_temperature_comes_near_the_greedy_answer(talk: Talk, here: Here) -> None:
    project, run = talk
    cold = draw_candidates(project, run, work=here, number=1, temperature=0.001, records=6)
    greedy = greedy_answers(project, cold.model, cold.examples, room(project, cold.examples), here)
    assert {name: texts[0] for name, texts in cold.texts.items()} == greedy


def test_both_sides_of_a_contest_come_from_one_way_of_answering(talk: Talk, here: Here) -> None:
    project, run = talk
    a, b = named(project, "base"), named(project, run)
    examples = [Example(f"x{n}", ({"role": "user", "content": f"Which chapter? acne, {n}"},), "skin") for n in range(3)]
    found = both_answers(project, a, b, examples, here)
    assert set(found) == {"x0", "x1", "x2"}
    assert both_answers(project, a, b, examples, here) == found
    assert here.asked == [3, 3]


def test_answers_that_an_evaluation_kept_for_both_are_not_asked_again(talk: Talk, here: Here) -> None:
    project, run = talk
    a, b = named(project, "base"), named(project, run)
    row = {"set": "test", "prompt": "Why?", "expected": "skin", "record_id": "x"}
    with project.tables.begin("evaluate", options={"run": run}, inputs=["snapshot", b.model_hash]) as writer:
        said = {"base": "ear", "tuned": "eye"}
        writer.write("outputs", [{**row, "model": model, "answered": text} for model, text in said.items()])
    example = Example("x", ({"role": "user", "content": "Why?"},), "skin")
    assert both_answers(project, a, b, [example], here) == {"x": ("ear", "eye")}
    assert here.asked == []
    changed = Example("x", ({"role": "user", "content": "Why so?"},), "skin")
    both_answers(project, a, b, [changed], here)
    assert here.asked == [1, 1]


def test_candidates_become_records_that_people_rank(talk: Talk, here: Here, tmp_path: Path) -> None:
    project, run = talk
    found = draw_candidates(project, run, work=here, number=4, temperature=1.5, records=5)
    told = export_candidates(found, tmp_path / "rank.jsonl")
    assert told.prompts + told.all_alike == 5
    folder = tmp_path / "ranking"
    folder.mkdir()
    (folder / "verilode.yaml").write_text("name: ranking\ntask: {kind: rank}\n")
    ranking = Project.open(folder)
    ingest(ranking, [told.file], ColumnMapping())
    records = standing_table(ranking.tables).to_pylist()
    assert len(records) == told.prompts
    assert all(len(json.loads(json.loads(row["meta"])["candidates"])) > 1 for row in records)
    with pytest.raises(VerilodeError, match="already exists"):
        export_candidates(found, told.file)
    with pytest.raises(VerilodeError, match="test prompts must not be"):
        export_candidates(replace(found, split="test"), tmp_path / "new.jsonl")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"number": 0}, "--number of at least 1"),
        ({"temperature": 0.0}, "--temperature above 0"),
        ({"split": "all"}, "splits: train, validation, test"),
        ({"records": 0}, "at least 1"),
        ({"snapshot": "zz"}, "no snapshot with id"),
    ],
)
def test_wrong_options_are_one_line(talk: Talk, here: Here, options: dict, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        draw_candidates(talk[0], talk[1], work=here, **options)


def test_a_model_that_changed_since_is_refused(talk: Talk, tmp_path: Path) -> None:
    base = named(talk[0], "base").base
    wanted = [Wanted("x", ({"role": "user", "content": "Why?"},))]
    write_order(tmp_path, Order(str(base), "", "0" * 64, "float32", 0.0, 0, 8, wanted))
    assert main(["candidates", str(tmp_path)]) == 1
    assert "is not the model that was to answer" in (tmp_path / "status.json").read_text()


def test_a_damaged_order_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text("{")
    assert main(["candidates", str(tmp_path)]) == 1
    assert "order.json: damaged" in json.loads((tmp_path / "status.json").read_text())["reason"]
