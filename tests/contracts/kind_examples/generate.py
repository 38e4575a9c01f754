"""An answer in a conversation, of which the last turn is put right."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

CHAT = '[{"role": "user", "content": "Is it broken?"}, {"role": "assistant", "content": "Maybe."}]'

EXAMPLE = KindExample(
    record=Record("r1", messages=CHAT),
    task=Task(kind="generate"),
    given="Maybe.",
    good=(Pair(" Yes:\n\tleft 🦴", " Yes:\n\tleft 🦴"), Pair('{"json": 1}', '{"json": 1}')),
    bad=(Pair("", "the answer is empty"), Pair(" \n", "the answer is empty"), Pair("\ud800", "half a character")),
    told=(Pair({"response": "Yes."}, "Yes."),),
    untold=(Pair({"response": None}, "response must be text"), Pair({"response": " "}, "the answer is empty")),
    frozen=("Yes.", {"response": "Yes.", "messages": '[{"role": "user", "content": "Is it broken?"}]'}),
    classes=(),
    shown="Yes.",
    differ=(("Yes.", "Yes"),),
)
