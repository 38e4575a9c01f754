"""An instruction with its answer, put right at once."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

NOTED = '{"instruction":"Why?","response":"Because.","system":""}'

EXAMPLE = KindExample(
    record=Record("r1", instruction="Why?", response="Becuase."),
    task=Task(kind="edit"),
    given='{"instruction":"Why?","response":"Becuase.","system":""}',
    good=(Pair('{"system": "", "instruction": "Why?", "response": "Because."}', NOTED),),
    bad=(
        Pair("Because.", "the example must be a JSON object"),
        Pair('{"instruction": "Why?", "response": "Because."}', "an example has system, instruction and response"),
        Pair('{"system": null, "instruction": "Why?", "response": "Because."}', "each a text"),
        Pair('{"system": "", "instruction": " ", "response": "Because."}', "the instruction is empty"),
        Pair('{"system": "", "instruction": "Why?", "response": ""}', "the response is empty"),
        Pair('{"system": "", "instruction": "Why?", "response": "\\ud800"}', "something that cannot be written down"),
        Pair(NOTED.replace('"system"', '"response":"No.","system"'), "must be a JSON object"),
    ),
    told=(Pair({"system": "", "instruction": "Why?", "response": "Because.", "rationale": "spelling"}, NOTED),),
    untold=(Pair({"system": "", "instruction": "Why?"}, "response must be text"),),
    frozen=(
        NOTED,
        {"system": None, "instruction": "Why?", "response": "Because.", "messages": None, "text": None},
    ),
    classes=(),
    shown="Why?\n\nBecause.",
    differ=((NOTED, NOTED.replace("Why", "How")),),
)
