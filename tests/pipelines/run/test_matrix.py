"""Stored signals: computed once for all ingested records, judged as columns, never disturbed by drops."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.core.rules import Percentile, Rule, Rules, Within
from pipelines.run.clean import BuiltStep, carry_out, clean, member
from pipelines.run.ingest import ingest
from pipelines.run.matrix import find_signals, signals, stored_signals
from pipelines.sources import ColumnMapping
from pipelines.store.project import Project
from pipelines.store.selection import standing_table
from pipelines.store.tables import Commit, Counts, TableLane

ANSWERS = ("one", "one two", "one two three", "one two three four", "one  two")
COLUMN = "instruction.response_words"


@pytest.fixture
def lane(tmp_path: Path) -> TableLane:
    """Answers of one to four words, the last one untidy."""
    (tmp_path / "verilode.yaml").write_text("name: t\n")
    (tmp_path / "rows.csv").write_text("instruction,response\n" + "".join(f"Count to it,{a}\n" for a in ANSWERS))
    project = Project.open(tmp_path)
    ingest(project, [tmp_path / "rows.csv"], ColumnMapping.parse())
    return project.tables


def over(name: str, *rules: Rule) -> BuiltStep:
    """A filter called `name` with these rules."""
    return BuiltStep(name, {"rules": [repr(rule) for rule in rules]}, Rules({"instruction": {}}, rules))


def words(name: str, low: float | None = None, high: float | None = None) -> BuiltStep:
    return over(name, Within(name, COLUMN, "words", low, high))


def reads_texts(name: str) -> BuiltStep:
    return BuiltStep(name, {}, member(name, {}))


def responses(lane: TableLane, done: Sequence[Commit]) -> list[str]:
    return standing_table(lane, done)["response"].to_pylist()


def signal_commits(lane: TableLane) -> list[Commit]:
    return [commit for commit in lane.commits() if commit.step.startswith("signal-")]


def test_a_filter_over_signals_drops_by_rule_and_conserves(lane: TableLane) -> None:
    both = over("size", Within("short", COLUMN, "words", low=2), Within("long", COLUMN, "words", high=3))
    done, reports = carry_out(lane, [both], "clean")
    assert reports[0].counts == Counts(5, 3, 2, 0)
    assert [(d["step"], d["rule"], d["reason"]) for d in lane.read("drops", done).to_pylist()] == [
        ("size", "short", "1 words, fewer than 2"),
        ("size", "long", "4 words, more than 3"),
    ]
    assert responses(lane, done) == ["one two", "one two three", "one  two"]


def test_another_threshold_computes_no_signal_again(lane: TableLane) -> None:
    carry_out(lane, [words("size", low=2)], "clean")
    (stored,) = signal_commits(lane)
    done, _ = carry_out(lane, [words("size", low=3)], "clean")
    assert signal_commits(lane) == [stored]
    assert done[0].extra["signals"] == {"instruction": stored.id}
    assert responses(lane, done) == ["one two three", "one two three four"]


def test_other_filters_before_it_and_another_order_compute_none_either(lane: TableLane) -> None:
    low, high, row_wise = words("low", low=2), words("high", high=3), reads_texts("placeholder")
    for steps in ([low], [low, high], [high, low], [row_wise, low, high]):
        done, reports = carry_out(lane, steps, "clean")
        assert [r.counts.in_ for r in reports] == [5, *(r.counts.kept for r in reports[:-1])]
    assert len(signal_commits(lane)) == 1
    assert responses(lane, done) == ["one two", "one two three", "one  two"]


def test_a_mapper_before_it_is_seen_by_the_signals(lane: TableLane) -> None:
    carry_out(lane, [words("low", low=2)], "clean")
    done, _ = carry_out(lane, [reads_texts("normalise"), words("low", low=2)], "clean")
    assert len(signal_commits(lane)) == 2
    assert responses(lane, done)[-1] == "one two"


def test_signals_are_there_for_dropped_records_too(lane: TableLane) -> None:
    done, _ = carry_out(lane, [words("low", low=3), words("high", high=3)], "clean")
    stored = find_signals(lane, "instruction", {}, done)
    assert lane.columns("signals", stored, ["record_id"]).num_rows == 5
    assert lane.columns("signals", stored, ["response_words"])["response_words"].to_pylist() == [1, 2, 3, 4, 2]
    assert stored.counts == Counts(5, 5, 0, 0)


def test_a_percentile_is_taken_of_what_stands(lane: TableLane) -> None:
    middle = over("middle", Percentile("middle", COLUMN, "words", high=0.5))
    done, _ = carry_out(lane, [words("low", low=2), middle], "clean")
    assert responses(lane, done) == ["one two", "one  two"]


def test_a_filter_without_a_rule_keeps_everything(lane: TableLane) -> None:
    assert carry_out(lane, [over("none")], "clean")[1][0].counts == Counts(5, 5, 0, 0)


def test_a_whole_cleaning_with_all_three_kinds(tmp_path: Path) -> None:
    (tmp_path / "verilode.yaml").write_text("name: t\nclean: [normalise, placeholder, instruction]\n")
    rows = (
        "How long does it last?,Thirty  dÃ©cades.",
        "todo,yes",
        "What is it?,I'm sorry but I cannot help with that.",
    )
    (tmp_path / "rows.csv").write_text("\n".join(["instruction,response", *rows]))
    project = Project.open(tmp_path)
    ingest(project, [tmp_path / "rows.csv"], ColumnMapping.parse())
    assert [(r.step, r.counts.in_, r.counts.dropped) for r in clean(project)] == [
        ("normalise", 3, 0),
        ("placeholder", 3, 1),
        ("instruction", 2, 1),
    ]
    commits = len(project.tables.commits())
    assert all(report.reused for report in clean(project))
    assert len(project.tables.commits()) == commits


def test_signals_are_not_computed_twice(lane: TableLane) -> None:
    assert signals(lane, "instruction", {}, []) == signals(lane, "instruction", {}, [])


def test_one_record_has_the_signals_its_filters_judged(lane: TableLane) -> None:
    done, _ = carry_out(lane, [words("low", low=2)], "clean")
    first = lane.read("records", lane.commits("ingest"))["record_id"][0].as_py()
    assert stored_signals(lane, first, done) == {"instruction": {"instruction_words": 3.0, "response_words": 1.0}}
    assert stored_signals(lane, "nobody", done) == {}
    assert stored_signals(lane, first, []) == {}
