"""Label errors: planted wrong labels get the lowest margins, and what cannot be judged is not."""

import csv
import math
import random
from pathlib import Path

import numpy as np
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals._folds import folds_of
from pipelines.signals.label_error import confidently_other, label_error
from tests.fakes.judging import signals_of

RIVER = [
    f"the ferry crosses the river at {hour} and lands by the mill" for hour in "one two three four five six".split()
]
COURT = [f"the judge signs ruling number {n} about the lease" for n in "one two three four five six".split()]


def labelled(texts: dict[str, list[str]]) -> list[Record]:
    pairs = [(label, text) for label, own in texts.items() for text in own]
    return [Record(f"r{i:03}", text=text, label=label) for i, (label, text) in enumerate(pairs)]


def test_the_one_wrong_label_is_the_only_one_with_a_negative_margin() -> None:
    records = labelled({"river": [*RIVER, "the judge signs a ruling about a lease"], "court": COURT})
    found = signals_of("label_error", records)
    assert [margin < 0 for margin in found["margin"].to_pylist()] == [False] * 6 + [True] + [False] * 6
    assert found["suspected"].to_pylist() == [False] * 6 + [True] + [False] * 6
    assert found["confidence"][6].as_py() < 0.5


def test_a_response_is_a_label_and_does_not_help_to_guess_itself() -> None:
    asked = [Record(f"r{i}", instruction=text, response=answer) for answer, own in (("r", RIVER), ("c", COURT))
             for i, text in enumerate(own)]  # fmt: skip
    asked = [Record(f"q{i}", instruction=r.instruction, response=r.response) for i, r in enumerate(asked)]
    plain = [Record(r.record_id, text=r.instruction, label=r.response) for r in asked]
    assert signals_of("label_error", asked) == signals_of("label_error", plain)


def test_no_label_no_text_and_rare_classes_are_not_judged() -> None:
    odd = [
        Record("x0", text="no label here"),
        Record("x1", text=" ", label="river"),
        Record("x2", text="y", label="rare"),
    ]
    found = signals_of("label_error", [*labelled({"river": RIVER, "court": COURT}), *odd])
    assert [math.isnan(value) for value in found["margin"].to_pylist()] == [False] * 12 + [True] * 3
    assert [math.isnan(value) for value in found["confidence"].to_pylist()] == [False] * 12 + [True] * 3
    assert found["suspected"].to_pylist()[12:] == [False] * 3


@pytest.mark.parametrize("records", [[], labelled({"river": RIVER}), labelled({"a": ["x"], "b": ["y"]})])
def test_fewer_than_two_classes_say_nothing(records: list[Record]) -> None:
    found = signals_of("label_error", records)
    assert all(math.isnan(value) for value in found["margin"].to_pylist())
    assert not any(found["suspected"].to_pylist())


def test_copies_of_a_text_are_in_one_part_and_every_class_is_in_every_part() -> None:
    texts, answers = ["a", "b", "c", "a", "d", "e", "f"], ["x", "x", "x", "x", "y", "y", "y"]
    rows, labels, parts = folds_of(texts, answers, 3, 1)
    assert (rows.tolist(), labels.tolist()) == ([0, 1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 1, 1, 1])
    assert parts[0] == parts[3]
    assert sorted(parts[:3]) == sorted(parts[4:]) == [0, 1, 2]


def test_confident_learning_by_hand() -> None:
    chances = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.1, 0.9], [0.6, 0.4], [0.4, 0.6]])
    # class 0 is usually given (0.9 + 0.7 + 0.2) / 3 = 0.6, class 1 (0.9 + 0.4 + 0.6) / 3 = 0.63
    assert confidently_other(chances, np.array([0, 0, 0, 1, 1, 1])).tolist() == [False, False, True, False, True, False]


def test_the_order_of_the_records_changes_nothing() -> None:
    records = labelled({"river": RIVER, "court": COURT})
    turned = signals_of("label_error", records[::-1])
    assert turned.take(list(range(11, -1, -1))) == signals_of("label_error", records)


def test_flipped_labels_of_real_queries_stand_out(shared_data: Path) -> None:
    with (shared_data / "support-banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    classes = sorted({row["category"] for row in rows})[:6]
    rows, draw = [row for row in rows if row["category"] in classes], random.Random(7)
    flipped = set(draw.sample(range(len(rows)), len(rows) // 20))
    records = [
        Record(
            f"r{i:04}",
            text=row["text"],
            label=_other(row["category"], classes, draw) if i in flipped else row["category"],
        )
        for i, row in enumerate(rows)
    ]
    found = signals_of("label_error", records)
    truth = np.array([i in flipped for i in range(len(rows))])
    worst = np.argsort(np.asarray(found["confidence"]))[: len(flipped)]
    suspected = np.asarray(found["suspected"])
    assert truth[worst].mean() >= 0.85
    assert truth[suspected].mean() >= 0.85
    assert suspected[truth].mean() >= 0.5


def _other(label: str, classes: list[str], draw: random.Random) -> str:
    return draw.choice([each for each in classes if each != label])


def test_one_fold_is_refused() -> None:
    with pytest.raises(VerilodeError, match="there are at least 2 folds, not 1"):
        label_error(folds=1)
