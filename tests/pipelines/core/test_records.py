"""Records: what the words of an example are, and an id that survives re-ordering."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.records import (
    CONTENT_FIELDS,
    RECORD_SCHEMA,
    Record,
    bodies,
    normal_content,
    normal_form,
    record_id,
    rows,
)

CONTENT = st.dictionaries(st.sampled_from(CONTENT_FIELDS), st.none() | st.text("ab ", max_size=2))


def test_the_words_of_a_text():
    assert Record("1", text="Gout", label="musculoskeletal").body == "Gout"


def test_the_words_of_an_instruction_and_its_response():
    assert Record("1", instruction="What is it?", response="Gout").body == "What is it?\nGout"


def test_an_instruction_without_a_response():
    assert Record("1", instruction="What is it?").body == "What is it?"


def test_the_words_of_a_conversation():
    turns = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Good day"},
        {"role": "tool"},
    ]
    assert Record("1", messages=json.dumps(turns)).body == "Hello\nGood day\n"


@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.none() | st.text(max_size=3) for name in ("text", "instruction", "response")}
            | {"messages": st.none() | st.just('[{"role": "user", "content": "Hello"}]')}
        )
    )
)
def test_a_batch_answers_the_bodies_of_its_rows(contents):
    table = pa.Table.from_pylist([{"record_id": "1", **c, "source": "", "file": ""} for c in contents], RECORD_SCHEMA)
    assert bodies(table).to_pylist() == [Record("1", **c).body for c in contents]


def test_an_empty_text_is_a_text():
    assert Record("1", text="", instruction="What is it?").body == ""


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        (Record("1", text="t", label="eye"), "eye"),
        (Record("1", instruction="i", response="r", label="eye"), "r"),
        (Record("1", text="t"), None),
    ],
)
def test_the_answer_is_the_response_or_the_label(record, answer):
    assert record.answer == answer


def test_rows_come_back_from_arrow_in_order():
    table = pa.table(
        {
            "record_id": ["a", "b"],
            "text": ["one", None],
            "instruction": [None, "two"],
            "line": [1, 2],
            "meta": ['{"code":"M10"}', None],
        }
    )
    assert list(rows(table)) == [
        Record("a", text="one", line=1, meta={"code": "M10"}),
        Record("b", instruction="two", line=2),
    ]


def test_columns_that_are_no_field_are_passed_over():
    assert list(rows(pa.table({"record_id": ["a"], "colour": ["red"]}))) == [Record("a")]


def test_columns_that_are_not_there_read_as_a_records_defaults():
    (record,) = rows(pa.table({"record_id": ["a"]}))
    assert (record.text, record.source, record.line, record.meta) == (None, "", 0, {})


def test_a_whole_batch_of_the_schema_reads_back():
    row = dict.fromkeys(RECORD_SCHEMA.names, "x") | {"line": 3, "byte_offset": 9, "meta": "{}"}
    batch = pa.RecordBatch.from_pylist([row], RECORD_SCHEMA)
    (record,) = rows(batch)
    assert (record.group, record.line, record.byte_offset, record.meta) == ("x", 3, 9, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  two\n\twords ", "two words"), ("cafe\u0301", "caf\u00e9"), ("a\u00a0b", "a b"), ("", "")],
)
def test_normal_form(text, expected):
    assert normal_form(text) == expected


def test_empty_fields_and_other_columns_are_no_content():
    given_row = {"text": "Gout ", "label": "", "response": None, "source": "a.csv", "line": "3"}
    assert normal_content(given_row) == {"text": "Gout"}


@pytest.mark.parametrize("blank", [None, "", " ", "\n\t\u00a0"])
def test_a_blank_field_is_as_good_as_none(blank):
    assert record_id({"text": "Gout", "label": blank}, "a", 0) == record_id({"text": "Gout"}, "a", 0)


def test_an_id_is_32_hex_digits_and_stays_what_it_was():
    assert record_id({"text": "Gout", "label": "musculoskeletal"}, "a.jsonl", 0) == "a9bbe82755111b0837cc4f44b31b2f59"


def test_white_space_and_composition_do_not_change_an_id():
    assert record_id({"text": "cafe\u0301  noir"}, "a", 0) == record_id({"text": "caf\u00e9 noir\n"}, "a", 0)


def test_source_and_occurrence_make_another_record():
    ids = [record_id({"text": "Gout"}, source, n) for source in ("a", "b") for n in (0, 1)]
    assert len(set(ids)) == 4


def test_the_same_words_in_another_field_are_another_record():
    assert record_id({"text": "Gout"}, "a", 0) != record_id({"label": "Gout"}, "a", 0)


@given(CONTENT, CONTENT)
def test_ids_are_equal_exactly_where_the_content_is(left, right):
    same = normal_content(left) == normal_content(right)
    assert (record_id(left, "a", 0) == record_id(right, "a", 0)) == same


@given(CONTENT)
def test_the_order_of_columns_does_not_change_an_id(content):
    backwards = dict(reversed(content.items()))
    assert record_id(backwards, "a", 0) == record_id(content, "a", 0)
