"""The contract of every export: what it writes comes back as the same record, and what it leaves out it counts."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.exports import EXPORTS
from pipelines.exports._exchange import exchange
from pipelines.sources import ColumnMapping, open_source
from tests.fakes.exchanged import Fields, content, file_in, read_back, written

NASTY = "=1+1\t\"q\", 'a' \\n \\u0041\r\n+x\n-y @z \U0001f9d1‍⚕️ é\u2028|\x07\x00 {b} <i>"
CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"q": "knee"}'}}
CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Which chapter is a knee fracture?"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "content": "S82", "tool_call_id": "c1"},
    {"role": "assistant", "content": "Injury."},
]
TALK = [
    {"role": "user", "content": "Hello"},
    {"role": "assistant", "content": "Hi"},
    {"role": "user", "content": NASTY},
    {"role": "assistant", "content": "=A1"},
]
PAIR = {"instruction": "Why?", "response": "Because.", "rejected": "No idea."}
RECORDS: dict[str, Fields] = {
    "answer": {"system": "Be brief.", "instruction": NASTY, "response": "Injury"},
    "question and answer": {"instruction": "Which?", "response": NASTY},
    "labelled text": {"text": NASTY, "label": "-5"},
    "pair": {"system": "Be kind.", **PAIR},
    "verdict": {"instruction": "Why?", "response": "Because.", "label": "false"},
    "talk": {"messages": TALK},
    "tool call": {"messages": CHAT},
}
TABLES = {"csv", "hf", "jsonl", "parquet", "xlsx"}
CARRIED: dict[str, set[str]] = {
    **dict.fromkeys(TABLES, set(RECORDS)),
    "alpaca": {"question and answer", "labelled text", "verdict"},
    "openai": set(RECORDS),
    "sharegpt": set(RECORDS) - {"tool call"},
    "trl_messages": set(RECORDS),
    "trl_preference": {"pair"},
    "trl_prompt_completion": set(RECORDS),
    "trl_unpaired": {"pair", "verdict"},
}
LOST = {"alpaca": {"verdict": {"label": 1}}, "trl_preference": {}, "trl_unpaired": {}} | {
    name: {"pair": {"rejected": 1}, "verdict": {"label": 1}}
    for name in ("openai", "sharegpt", "trl_messages", "trl_prompt_completion")
}
"""What records lose in a format that carries them; the formats with columns lose nothing."""

every_export = pytest.mark.parametrize("name", EXPORTS.names())


def said(fields: Fields) -> tuple[list, list, list]:
    """The exchange a record holds, however its fields are called."""
    chat = fields.get("messages")
    found = exchange(Record("", **{**fields, "messages": json.dumps(chat) if chat else None}))
    return found.prompt, found.answer, found.rejected


@every_export
@pytest.mark.parametrize("kind", RECORDS)
def test_what_is_carried_comes_back_and_the_rest_is_counted(tmp_path: Path, name: str, kind: str) -> None:
    tally = written(tmp_path, name, [RECORDS[kind]])
    if kind not in CARRIED[name]:
        assert (tally.written, tally.rows, tally.left_out.total()) == (0, 0, 1)
        return
    assert (tally.written, tally.left_out.total()) == (1, 0)
    assert dict(tally.lost) == LOST.get(name, {}).get(kind, {})
    back = [content(record) for record in read_back(tmp_path)]
    if name in TABLES:
        assert back == [RECORDS[kind]]
    elif (name, kind) == ("trl_unpaired", "pair"):
        shared = {"system": "Be kind.", "instruction": "Why?"}
        good, bad = ({"response": "Because.", "label": "true"}, {"response": "No idea.", "label": "false"})
        assert back == [shared | good, shared | bad]
    else:
        prompt, answer, rejected = said(RECORDS[kind])
        kept = [] if "rejected" in tally.lost else rejected
        assert [said(record) for record in back] == [(prompt, answer, kept)]


@pytest.mark.parametrize("name", ["trl_preference", "trl_prompt_completion", "trl_unpaired", "alpaca"])
def test_questions_and_answers_come_back_field_by_field(tmp_path: Path, name: str) -> None:
    fields = {"trl_preference": PAIR, "trl_unpaired": RECORDS["verdict"]}.get(name, RECORDS["question and answer"])
    written(tmp_path, name, [fields])
    assert [content(record) for record in read_back(tmp_path)] == [fields]


@every_export
def test_the_same_records_are_the_same_bytes(tmp_path: Path, name: str) -> None:
    records = [RECORDS["pair"], RECORDS["verdict"], RECORDS["question and answer"]]
    for folder in ("one", "two"):
        written(tmp_path / folder, name, records)
    one, two = (
        {file.relative_to(tmp_path / folder): file.read_bytes() for file in (tmp_path / folder).rglob("*.*")}
        for folder in ("one", "two")
    )
    assert one == two
    assert one


@every_export
def test_every_record_is_written_or_left_out_with_a_reason(tmp_path: Path, name: str) -> None:
    records = [*RECORDS.values(), {"text": "no label"}, {"response": "no question"}, {"instruction": "no answer"}]
    tally = written(tmp_path, name, records)
    assert tally.written + tally.left_out.total() == len(records)
    assert all(reason and "\n" not in reason for reason in tally.left_out)
    if tally.left_out:
        assert EXPORTS.build(name).lacks


texts = st.text(st.characters(codec="utf-8"), max_size=60).filter(lambda text: text.strip())
maybe = st.none() | texts
turns = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": texts})
chats = st.lists(turns, max_size=3).map(lambda some: [{"role": "user", "content": "Q"}, *some])
asked = st.fixed_dictionaries({"system": maybe, "instruction": texts, "response": maybe, "rejected": maybe})
talked = st.fixed_dictionaries({"messages": chats, "rejected": maybe})
labelled = st.fixed_dictionaries({"text": texts, "label": maybe})


@every_export
@settings(max_examples=25, deadline=None)
@given(record=st.one_of(asked, talked, labelled))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str, record: Fields) -> None:
    folder = tmp_path_factory.mktemp("any")
    tally = written(folder, name, [record])
    if not tally.written:
        return
    back = [content(found) for found in read_back(folder)]
    if name in TABLES:
        assert back == [content(record)]
        return
    prompt, answer, rejected = said(record)
    if name == "trl_unpaired":
        assert [said(found)[:2] for found in back] == [(prompt, answer), (prompt, rejected)]
    else:
        assert [said(found) for found in back] == [(prompt, answer, [] if "rejected" in tally.lost else rejected)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d", "\u3000+"])
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_no_cell_begins_like_a_formula(tmp_path: Path, name: str, start: str) -> None:
    written(tmp_path, name, [{"text": start + "cmd|' /C calc'!A0", "label": start}])
    cells = [cell for row in sheet(file_in(tmp_path)) for cell in row]
    assert "'" + start.replace("\r", "\\u000d" if name == "xlsx" else "\r") in cells
    assert [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@\uff1d") or cell[:1] in tuple("\t\r\n")] == []


def sheet(file: Path) -> list[list[str]]:
    """The cells as a spreadsheet program reads them; in a workbook each must be typed as text."""
    if file.suffix == ".csv":
        import csv

        with file.open(newline="", encoding="utf-8") as lines:
            return list(csv.reader(lines))
    from openpyxl import load_workbook

    rows = list(load_workbook(file, read_only=True).active.rows)
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s"}
    return [[cell.value or "" for cell in row] for row in rows]


@every_export
def test_every_option_has_a_default_and_a_sentence(name: str) -> None:
    assert all(option.help and not option.required for option in EXPORTS.options(name))
    assert EXPORTS.summary(name).endswith(".")


@every_export
def test_a_long_text_is_carried_or_refused_in_one_line(tmp_path: Path, name: str) -> None:
    record = {**PAIR, "response": string.ascii_letters * 20_000}
    if name == "xlsx":
        with pytest.raises(VerilodeError, match=r"response of record r0 has 1,040,000 characters, a cell ends at"):
            written(tmp_path, name, [record])
        return
    marked = {"unmarked_is_good": True} if name == "trl_unpaired" else {}
    written(tmp_path, name, [record], **marked)
    back = read_back(tmp_path)[0]
    assert record["response"] in (back["response"], json.loads(back["messages"] or "[{}]")[-1].get("content"))


def test_a_byte_order_mark_changes_nothing_but_the_first_bytes(tmp_path: Path) -> None:
    written(tmp_path, "csv", [RECORDS["labelled text"]], bom=True)
    assert file_in(tmp_path).read_bytes().startswith(b'\xef\xbb\xbf"record_id","system"')
    assert [content(record) for record in read_back(tmp_path)] == [RECORDS["labelled text"]]


def test_a_folder_for_load_from_disk_is_read_from_its_arrow_file(tmp_path: Path) -> None:
    tally = written(tmp_path, "hf", list(RECORDS.values()), layout="disk")
    file = tmp_path / "train" / "data-00000-of-00001.arrow"
    rows = [ColumnMapping().apply(row) for row in open_source(file)]
    assert (tally.written, [content(row) for row in rows]) == (len(RECORDS), list(RECORDS.values()))
