"""Whether an answered question may be learned from."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

EXAMPLE = KindExample(
    record=Record("r1", instruction="Why?", response="Because."),
    task=Task(kind="verdict"),
    given=None,
    good=(Pair("acceptable", "acceptable"), Pair("not acceptable", "not acceptable")),
    bad=(Pair("", "a verdict is 'acceptable' or"), Pair("Acceptable", "a verdict is"), Pair("yes", "a verdict is")),
    told=(Pair({"verdict": "acceptable"}, "acceptable"),),
    untold=(Pair({"verdict": True}, "verdict must be text"), Pair({"verdict": "ok"}, "a verdict is")),
    frozen=("acceptable", {"response": "Because."}),
    classes=("acceptable",),
    shown="acceptable",
    differ=(("acceptable", "not acceptable"),),
)
