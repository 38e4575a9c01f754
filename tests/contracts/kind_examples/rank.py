"""Three answers to be put in order; the record's id shows the second one first."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

ANSWERS = ["Because it is.", "I do not know.", "Go away!"]

EXAMPLE = KindExample(
    record=Record("r1", instruction="Why?", meta={"candidates": ANSWERS}),
    task=Task(kind="rank"),
    given=None,
    good=(Pair("[0, 1, 2]", "[0,1,2]"), Pair("[2,0,1]", "[2,0,1]")),
    bad=(
        Pair("", "the order must be a JSON list"),
        Pair("[0, 1]", "the order must name each of the 3 candidates once"),
        Pair("[0, 1, 1]", "the order must name each"),
        Pair("[0, 1, 2, true]", "the order must name each"),
        Pair("[0, 1, 2.0]", "the order must name each"),
        Pair("[1, 2, 3]", "the order must name each"),
    ),
    told=(Pair({"order": ["A", "B", "C"]}, "[1,0,2]"),),
    untold=(
        Pair({"order": ["A", "B"]}, "the order must name each"),
        Pair({"order": "ABC"}, "order must be a list"),
        Pair({"order": ["AB", "B", "C"]}, "the letter of each candidate"),
        Pair({"order": ["", "B", "C"]}, "the letter of each candidate"),
        Pair({"order": ["A", "B", "D"]}, "the letter of each candidate"),
        Pair({"order": [["A"], "B", "C"]}, "the letter of each candidate"),
    ),
    frozen=("[1,0,2]", {"response": ANSWERS[1], "rejected": ANSWERS[2]}),
    classes=(),
    shown="A > B > C",
    differ=(("[0,1,2]", "[0,2,1]"), ("[0,1,2]", "[2,1,0]")),
)
