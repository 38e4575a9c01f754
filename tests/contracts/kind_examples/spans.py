"""Names in a text that repeats itself and counts an emoji and a combining accent as the characters they are."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

TEXT = "Ann 🧑‍⚕️ met Ann and Zoe\u0301"  # the second Ann begins at 12: the emoji is four code points


def span(start: int, end: int, label: str = "person") -> str:
    """One span in canonical form."""
    return f'{{"end":{end},"label":"{label}","start":{start}}}'


EXAMPLE = KindExample(
    record=Record("r1", text=TEXT, label=f"[{span(0, 3)}]"),
    task=Task(("person", "place"), kind="spans"),
    given=f"[{span(0, 3)}]",
    good=(
        Pair("[]", "[]"),
        Pair(f"[{span(13, 16)}, {span(0, 3)}, {span(0, 3)}]", f"[{span(0, 3)},{span(13, 16)}]"),
        Pair(f"[{span(0, len(TEXT))}]", f"[{span(0, len(TEXT))}]"),
        Pair('[{"label": "place", "start": 0, "end": 1}]', f"[{span(0, 1, 'place')}]"),
    ),
    bad=(
        Pair("Ann", "the spans must be a JSON list"),
        Pair('[{"start": 0, "end": 3}]', "a span has start, end and label"),
        Pair(f"[{span(3, 3)}]", "the span 3 to 3 does not lie in the text of 25 characters"),
        Pair(f"[{span(0, 26)}]", "does not lie in the text"),
        Pair(f"[{span(-3, 3)}]", "does not lie in the text"),
        Pair('[{"start": false, "end": true, "label": "person"}]', "does not lie in the text"),
        Pair('[{"start": 0, "start": 1, "end": 3, "label": "person"}]', "the spans must be a JSON list"),
        Pair(f"[{span(0, 3, 'dog')}]", "'dog' is not one of the 2 labels"),
    ),
    told=(
        Pair({"spans": [{"text": "Ann", "label": "person", "nth": 2}]}, f"[{span(13, 16)}]"),
        Pair({"spans": [{"text": "Zoe\u0301", "label": "person"}]}, f"[{span(21, 25)}]"),
        Pair({"spans": [{"text": "🧑‍⚕️", "label": "person", "nth": 1}]}, f"[{span(4, 8)}]"),
    ),
    untold=(
        Pair({"spans": {"text": "Ann"}}, "spans must be a list"),
        Pair({"spans": [{"text": "ann", "label": "person", "nth": 1}]}, "must be copied from the record"),
        Pair({"spans": [{"text": "Ann", "label": "person", "nth": 3}]}, "nth must count its occurrences"),
        Pair({"spans": [{"text": "", "label": "person", "nth": 1}]}, "must be copied from the record"),
        Pair({"spans": ["Ann"]}, "must be copied from the record"),
    ),
    frozen=(f"[{span(13, 16)}]", {"response": '[{"label":"person","text":"Ann"}]', "label": f"[{span(13, 16)}]"}),
    classes=("person",),
    shown="person: Ann",
    differ=((f"[{span(0, 3)}]", f"[{span(13, 16)}]"), (f"[{span(0, 3)}]", f"[{span(0, 3, 'place')}]")),
)
