"""Diagnosis codes, of which the most specific stands."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

EXAMPLE = KindExample(
    record=Record("r1", text="Type 2 diabetes and hypertension", label="I10;E11.9"),
    task=Task(("E1", "E11", "E11.9", "E11.65", "I10"), kind="multilabel", separator="."),
    given='["E11.9","I10"]',
    good=(
        Pair("[]", "[]"),
        Pair('["I10", "E11.9", "I10"]', '["E11.9","I10"]'),
        Pair('["E11", "E11.9"]', '["E11.9"]'),
        Pair('["E11.9", "E11.65", "E11"]', '["E11.65","E11.9"]'),
        Pair('["E1", "E11"]', '["E1","E11"]'),
    ),
    bad=(
        Pair("", "the labels must be a JSON list"),
        Pair("E11.9", "the labels must be a JSON list"),
        Pair('{"E11.9": 1}', "the labels must be a JSON list"),
        Pair("[1]", "every label must be text"),
        Pair('[["E11"]]', "every label must be text"),
        Pair('["E99"]', "'E99' is not one of the 5 labels"),
    ),
    told=(Pair({"labels": ["I10", "E11", "E11.9"]}, '["E11.9","I10"]'), Pair({"labels": []}, "[]")),
    untold=(
        Pair({"labels": "E11"}, "labels must be a list"),
        Pair({"labels": [float("nan")]}, "something that cannot be written down"),
    ),
    frozen=('["E11.9"]', {"response": '["E11.9"]', "label": '["E11.9"]'}),
    classes=("E11.9",),
    shown="E11.9",
    differ=(('["E11.9"]', '["E11.9","I10"]'), ("[]", '["I10"]')),
)
