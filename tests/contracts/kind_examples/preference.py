"""Two answers to one question, in an order that a coin decided."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

ANSWERS = ["Because it is.", "Go away!"]

EXAMPLE = KindExample(
    record=Record("r1", instruction="Why?", meta={"candidates": ANSWERS}),
    task=Task(kind="preference"),
    given=None,
    good=(Pair("first", "first"), Pair("second", "second"), Pair("tie", "tie"), Pair("both bad", "both bad")),
    bad=(Pair("", "a preference is one of"), Pair("First", "a preference is one of"), Pair("[0,1]", "is one of")),
    told=(Pair({"better": "second"}, "second"),),
    untold=(Pair({"better": 1}, "better must be text"), Pair({"better": "left"}, "a preference is one of")),
    frozen=("second", {"response": ANSWERS[1], "rejected": ANSWERS[0]}),
    classes=("second",),
    shown="second",
    differ=(("first", "second"), ("tie", "both bad")),
)
