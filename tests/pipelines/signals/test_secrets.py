"""Secrets: keys and tokens by form, random values by the name they are assigned to. None here was ever valid."""

import csv
import json
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.records import Record
from tests.fakes.judging import signals_of
from tests.fakes.secrets import KEY_BLOCK, SECRETS, text_with

pytestmark = pytest.mark.skipif(find_spec("detect_secrets") is None, reason="the extra 'privacy' is not installed")


def found(*texts: str) -> list[tuple[int, str | None]]:
    rows = signals_of("secrets", [Record(str(i), text=text) for i, text in enumerate(texts)]).to_pylist()
    return [(row["findings"], row["kinds"]) for row in rows]


@pytest.mark.parametrize("kind", SECRETS)
def test_it_is_found_once_with_its_kind(kind: str) -> None:
    text = text_with(kind)
    assert found(text, f"😀 first line\n{text}\nlast line 𝒳") == [(1, kind), (1, kind)]


@pytest.mark.parametrize(
    "text",
    [
        *("The password: please contact the help desk", "forgot my password", "I lost my secret token yesterday"),
        *("Confidential: trade secrets: know-how", "token = os.environ['X1TOKEN12']", "secret='${SECRET1}'"),
        *("password: mysupersecretlongpassword", "api_key = 'your-api-key-1'", "The access key: 12345678 to the door"),
        *("https://example.com:8080/a@b", "MIIEowAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "eyJust a word. Then more."),
        *("sha256 9f86d081884c7d659a2feaa0c55ad015", "def token(x): return x", "BEGIN PUBLIC KEY"),
    ],
)
def test_it_only_looks_like_it(text: str) -> None:
    assert found(text) == [(0, None)]


def test_a_key_block_without_an_end_is_one_finding() -> None:
    assert found(KEY_BLOCK.rpartition("\n")[0] + "\nand more words") == [(1, "private_key")]


def test_several_kinds_are_named_in_order() -> None:
    assert found(f"{text_with('github')}\n{text_with('aws')} {text_with('aws')}") == [(3, "aws, github")]


def test_messages_are_looked_at() -> None:
    chat = json.dumps([{"role": "user", "content": text_with("private_key")}])
    assert signals_of("secrets", [Record("r", messages=chat)])["findings"].to_pylist() == [1]


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text(), st.sampled_from(sorted(SECRETS)))
def test_it_is_found_between_any_lines(before: str, after: str, kind: str) -> None:
    count, kinds = found(f"{before}\n{text_with(kind)}\n{after}")[0]
    assert count >= 1
    assert kind in kinds


def test_real_contracts_and_questions_hold_none(shared_data: Path) -> None:
    lines = (shared_data / "legal-cuad" / "clauses.jsonl").read_text("utf-8").splitlines()
    with (shared_data / "support-banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)] + [json.loads(line)["clause"] for line in lines]
    assert set(found(*texts)) == {(0, None)}


def test_two_blocks_and_what_stands_between_them_are_apart() -> None:
    assert found(f"{KEY_BLOCK}\nwords between\n{KEY_BLOCK}") == [(2, "private_key")]


@pytest.mark.parametrize("piece", ["eyJ", f"{KEY_BLOCK.splitlines()[0]} ", "://a:", "aws key ", "xoxb-1-"])
def test_a_text_made_of_beginnings_takes_no_long_time(piece: str) -> None:
    started = time.perf_counter()
    found(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 3
