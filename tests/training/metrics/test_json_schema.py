"""JSON schema: form first, then the fields."""

import json

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.answered import sheet
from training.metrics.json_schema import json_schema

SCHEMA = {
    "type": "object",
    "properties": {"party": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["party"],
    "additionalProperties": False,
}
WANTED = '{"party": "Acme", "days": 30}'


@pytest.mark.parametrize(
    ("said", "parsed", "valid", "fields"),
    [
        (WANTED, 1.0, 1.0, 1.0),
        ('{"days": 30, "party": "Acme"}', 1.0, 1.0, 1.0),
        ('{"party": "Acme"}', 1.0, 1.0, 2 / 3),
        ('{"party": "Acme", "days": "30"}', 1.0, 0.0, 0.5),
        ('{"party": "Beta", "days": 31}', 1.0, 1.0, 0.0),
        ('{"days": 30}', 1.0, 0.0, 2 / 3),
        ("Acme, 30 days", 0.0, 0.0, 0.0),
    ],
)
def test_parse_rate_valid_rate_and_field_f1(said, parsed, valid, fields):
    score = json_schema(schema=SCHEMA)(sheet([WANTED], [said]))
    assert score.items == (valid,)
    assert score.parts == pytest.approx({"parsed": parsed, "field_f1": fields})


def test_the_order_of_a_list_is_no_field():
    score = json_schema(schema={})(sheet(['{"a": [1, 2, 2]}'], ['{"a": [2, 1]}']))
    assert score.parts["field_f1"] == pytest.approx(2 * 2 / 5)


def test_expected_prose_has_no_fields():
    assert "field_f1" not in json_schema(schema={})(sheet(["see above"], ["{}"])).parts


def test_a_schema_may_stand_in_a_file(tmp_path):
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(SCHEMA))
    assert json_schema(schema_file=str(file))(sheet([WANTED], [WANTED])).value == 1.0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "needs the option 'schema' or 'schema_file'"),
        ({"schema": {"type": "strin"}}, "no JSON schema"),
        ({"schema_file": "nowhere.json"}, "nowhere.json: cannot be read"),
    ],
)
def test_no_schema_is_refused_in_one_line(options, why):
    with pytest.raises(VerilodeError, match=why):
        json_schema(**options)


def test_a_schema_that_points_elsewhere_fetches_nothing():
    metric = json_schema(schema={"$ref": "http://127.0.0.1:9/schema.json"})
    with pytest.raises(VerilodeError, match="points to 'http://127.0.0.1:9/schema.json'"):
        metric(sheet(["{}"], ["{}"]))


def test_a_file_that_is_no_schema_is_named(tmp_path):
    file = tmp_path / "schema.json"
    file.write_text("[1]")
    with pytest.raises(VerilodeError, match="schema.json: is no JSON object"):
        json_schema(schema_file=str(file))
