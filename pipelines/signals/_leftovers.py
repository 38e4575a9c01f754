"""Places that were never filled in, and marks of a chat template that do not belong into a text."""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.signals._wording import first_match

_WANTED = r"(?i)\b(?:templates?|placeholders?|samples?|letters?|e-?mails?|drafts?|forms?|fill[- ]in)\b"
"""Who asks for a template wants its places empty."""

_NAMED = (
    r"(?:insert|enter|add|your|fill in|name of|customer|client|company|recipient|sender|agent|order)"
    r"(?:['’]s)?[ _-][^\]\[<>{}\n]{1,40}"
)
_ALONE = r"(?:name|full name|date|address|company|phone|email|city|signature)"
_BRACKETS = rf"(?:^|[^\w\])])(?P<found>(?i:\[(?:{_NAMED}|{_ALONE})\]))(?:[^(\[:]|$)"
"""Neither an index nor a Markdown link, whose brackets stand against another one or a word."""

_PLACES = (
    rf"(?i:<{_NAMED}>)",
    r"(?:^|[\s\"'(:,])\{\{\s*[A-Za-z][A-Za-z _.-]{2,40}\s*\}\}",
    r"(?i:lorem ipsum)",
    r"^\W*(?:TODO|TBD|FIXME)(?::|\W*$)",
    r"\[(?:TODO|TBD|FIXME|PLACEHOLDER)\b[^\]\n]{0,40}\]",
)
_MARKS = (
    r"<\|(?:im_start|im_end|endoftext|end|eot_id|begin_of_text|start_header_id|end_header_id|user|assistant|system)\|>",
    r"\[/?INST\]",
    r"<</?SYS>>",
    r"</?(?:start_of_turn|end_of_turn)>",
)
_HEADINGS = r"(?:^|\n)### ?(?:Response|Instruction|Input|Assistant|Human|User):"
"""In a question such a heading may well be its author's."""


def places(instructions: pa.Array, responses: pa.Array) -> pa.Array:
    """string (n,): a place in the response that waits to be filled in; null where none does or a template was asked."""
    plain = without_code(responses)
    found = pc.coalesce(first_match(plain, _BRACKETS), first_match(plain, rf"(?P<found>{'|'.join(_PLACES)})"))
    wanted = pc.fill_null(pc.match_substring_regex(instructions, _WANTED), False)
    return pc.if_else(wanted, pa.scalar(None, pa.string()), found)


def marks(instructions: pa.Array, responses: pa.Array) -> pa.Array:
    """string (n,): a mark of a chat template in the response or its instruction; null where there is none."""
    answered = first_match(without_code(responses), rf"(?P<found>{'|'.join((*_MARKS, _HEADINGS))})")
    return pc.coalesce(answered, first_match(without_code(instructions), rf"(?P<found>{'|'.join(_MARKS)})"))


def without_code(texts: pa.Array) -> pa.Array:
    """The texts without what stands between backticks: there a mark is an example."""
    return pc.replace_substring_regex(texts, r"(?s)```.*?(?:```|$)|`[^`\n]*`", " ")
