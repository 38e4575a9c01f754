"""Column mapping: columns and templates become fields, and untrusted text stays text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.sources import Bad, ColumnMapping, Row


def apply(entries: object, values: dict[str, object], **options: bool) -> dict[str, object] | Bad:
    return ColumnMapping.parse(entries, **options).apply(Row(3, 40, values, b"raw bytes"))


def filled(record: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if value}


def test_columns_templates_and_meta():
    record = apply(
        [
            "text=title",
            'instruction="Classify: {title}"',
            "response=chapter",
            "meta.truth=chapter",
            "group=no",
        ],
        {"title": "Cholera", "chapter": "infectious", "no": 7, "url": "x://y"},
    )
    assert filled(record) == {
        "text": "Cholera",
        "instruction": "Classify: Cholera",
        "response": "infectious",
        "group": "7",
        "meta": {"truth": "infectious", "url": "x://y"},
    }
    assert record["label"] is None


def test_a_recipe_gives_the_same_as_a_mapping():
    record = apply({"text": "title", "instruction": "Classify: {title}"}, {"title": "Cholera"})
    assert filled(record) == {"text": "Cholera", "instruction": "Classify: Cholera"}


def test_columns_without_a_rule_are_dropped_on_request():
    assert apply(["text=a"], {"a": "x", "b": "y"}, keep_rest=False)["meta"] == {}


def test_without_rules_known_names_map_themselves():
    record = apply(None, {"prompt": "Q", "completion": "A", "label": "l", "score": 0.5})
    assert filled(record) == {"instruction": "Q", "response": "A", "label": "l", "meta": {"score": "0.5"}}


def test_an_exact_name_goes_before_its_synonym():
    record = apply([], {"prompt": "P", "instruction": "I", "output": "O"})
    assert filled(record) == {"instruction": "I", "response": "O", "meta": {"prompt": "P"}}


@pytest.mark.parametrize(("extra", "instruction"), [("3, 4", "Add\n\n3, 4"), ("", "Add"), (None, "Add")])
def test_an_input_stands_below_its_instruction(extra, instruction):
    assert apply([], {"instruction": "Add", "input": extra, "output": "7"})["instruction"] == instruction


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (7, "7"),
        (0.5, "0.5"),
        ({"a": ["é"]}, '{"a": ["é"]}'),
        (b"bytes", "bytes"),
        ("007", "007"),
        (" kept ", " kept "),
        (None, None),
        ("  ", None),
        (float("nan"), None),
    ],
)
def test_values_become_text(value, text):
    assert apply(["text=t", "label=v"], {"t": "x", "v": value})["label"] == text


@pytest.mark.parametrize(
    ("entries", "values", "reason"),
    [
        (["text=title"], {"Title": "x"}, "missing_column"),
        (['text="{a} {b}"'], {"a": "x"}, "missing_column"),
        (["text=a"], {"a": None}, "no_content"),
        (["text=a", "label=b"], {"a": "", "b": "yes"}, "no_content"),
        (['instruction="Classify: {a}"'], {"a": " "}, "no_content"),
        (['instruction="Summarise"', "response=a"], {"a": ""}, "no_content"),
        (None, {"url": "x"}, "no_content"),
        (["text=a"], {"a": float("inf")}, "nan_or_infinity"),
        (["text=a"], {"a": b"\xff"}, "not_utf8"),
        (["messages=m"], {"m": "no json"}, "bad_messages"),
        (["messages=m"], {"m": {"role": "user"}}, "bad_messages"),
        (["messages=m"], {"m": [{"role": "user"}]}, "bad_messages"),
        (["messages=m"], {"m": [{"role": " ", "content": "x"}]}, "bad_messages"),
        (["messages=m"], {"m": '[{"role": "user", "content": NaN}]'}, "bad_messages"),
        (["messages=m"], {"m": []}, "no_content"),
    ],
)
def test_a_row_that_is_no_record_goes_into_quarantine_with_its_bytes(entries, values, reason):
    bad = apply(entries, values)
    assert (bad.line, bad.byte_offset, bad.reason, bad.raw) == (3, 40, reason, b"raw bytes")
    assert "\n" not in bad.detail


def test_a_row_without_bytes_is_quarantined_by_its_values():
    bad = ColumnMapping.parse(["text=a"]).apply(Row(1, -1, {"a": None, "b": b"\xff"}))
    assert json.loads(bad.raw) == {"a": None, "b": "b'\\xff'"}


def test_messages_are_checked_and_kept_as_json():
    chat = [{"role": "user", "content": "Hé"}, {"role": "assistant", "content": "", "name": "bot"}]
    text = '[{"role": "user", "content": "Hé"}, {"role": "assistant", "content": "", "name": "bot"}]'
    assert apply(["messages=m"], {"m": chat})["messages"] == text
    assert apply(["messages=m"], {"m": json.dumps(chat)})["messages"] == text


def test_a_side_value_that_is_no_text_does_not_cost_the_record():
    assert apply(["text=a"], {"a": "x", "picture": b"\xff"})["meta"] == {"picture": "b'\\xff'"}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("text", "is not FIELD=COLUMN"),
        ("text=", "needs a column's name"),
        ("txet=a", "no field 'txet'; did you mean 'text'?"),
        ("zzz=a", "known: system, instruction"),
        ("meta.=a", "no field 'meta.'"),
        ('text="{a.__class__}"', "only {column} with a plain name"),
        ('text="{a[0]}"', "only {column} with a plain name"),
        ('text="{a!r}"', "only {column} with a plain name"),
        ('text="{a:>9}"', "only {column} with a plain name"),
        ('text="{}"', "only {column} with a plain name"),
        ('text="{a"', "a single {"),
        ('text="a}"', "a single }"),
        ('messages="{a}"', "messages come from one column"),
    ],
)
def test_a_wrong_rule_is_refused_in_one_line(entry, reason):
    with pytest.raises(VerilodeError) as refusal:
        ColumnMapping.parse([entry])
    assert reason in str(refusal.value)


def test_a_field_is_mapped_once():
    with pytest.raises(VerilodeError, match="mapped twice"):
        ColumnMapping.parse(["text=a", "text=b"])


def test_doubled_braces_and_constants():
    record = apply(['system="You are a lawyer"', 'text="{{{a}}}"'], {"a": "x"})
    assert (record["system"], record["text"]) == ("You are a lawyer", "{x}")


def test_the_mapping_names_its_columns_and_survives_the_manifest():
    mapping = ColumnMapping.parse(["text=a", 'instruction="{b}: {a}"', 'system="fixed"', "meta.c=c"])
    assert mapping.columns == {"a", "b", "c"}
    assert ColumnMapping.parse(mapping.as_dict()) == mapping


@given(st.text(min_size=1), st.text())
def test_substituted_text_is_never_read_as_a_template(value, other):
    record = apply(['text="<{a}|{b}>"'], {"a": "x" + value, "b": "{a}" + other})
    assert record["text"] == f"<x{value}|{{a}}{other}>"
