"""Copies of one text that have different answers."""

import pyarrow as pa
import pytest

from pipelines.core.records import RECORD_SCHEMA
from pipelines.steps.dedupe import dedupe

NOTICE = "either party may end this agreement by thirty days written notice to the other party"
ROWS = [
    {"record_id": "a", "text": NOTICE, "response": "notice"},
    {"record_id": "b", "text": NOTICE, "response": "termination"},
    {"record_id": "c", "text": NOTICE.upper(), "response": "notice"},
    {"record_id": "d", "text": NOTICE, "response": None},
    {"record_id": "e", "text": "the fee is due on the first day of each month", "response": "fee"},
]


class Facts:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.kinds: dict[str, list[dict]] = {"drops": []}

    def drop(self, rows: pa.Table) -> None:
        self.kinds["drops"] += rows.to_pylist()

    def write(self, kind: str, rows: pa.Table) -> None:
        self.kinds[kind] = rows.to_pylist()


def run(rows: list[dict] = ROWS, **options: object) -> dict[str, tuple]:
    facts = Facts()
    full = [{**row, "source": "s", "file": "f"} for row in rows]
    dedupe(**options)(iter(pa.Table.from_pylist(full, RECORD_SCHEMA).to_batches(max_chunksize=2)), facts)
    return {row["record_id"]: (row["rule"], row["duplicate_of"], row["reason"]) for row in facts.kinds["drops"]}


def test_a_copy_with_another_answer_goes_under_a_rule_of_its_own():
    assert run() == {
        "b": ("other_answer", "a", "the same text, whose answer is 'notice'; its own is 'termination'"),
        "c": ("near_duplicate", "a", "Jaccard 1.000 with the kept record"),
        "d": ("exact_duplicate", "a", "the same text"),
    }


def test_kept_apart_each_answer_has_its_own_copy():
    assert {name: drop[:2] for name, drop in run(conflicts="keep").items()} == {"c": ("near_duplicate", "a")}


def test_where_nobody_knows_which_is_right_all_go():
    dropped = run(conflicts="drop")
    assert sorted(dropped) == ["a", "b", "c", "d"]
    assert dropped["a"] == ("other_answer", None, "a copy of it has another answer")


@pytest.mark.parametrize("conflicts", ["name", "keep", "drop"])
def test_an_answer_inside_the_text_is_no_second_one(conflicts):
    rows = [
        {"record_id": n, "instruction": NOTICE, "response": r} for n, r in (("a", "one"), ("b", "one"), ("c", "two"))
    ]
    assert {name: drop[:2] for name, drop in run(rows, conflicts=conflicts, threshold=0.7).items()}["b"] == (
        "exact_duplicate", "a"
    )  # fmt: skip


def test_no_records():
    assert run([], conflicts="keep") == {}
