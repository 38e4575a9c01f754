"""Text repair: what a machine broke is mended, what an author wrote stays."""

import time

import ftfy
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.steps._text import repair, repair_column


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("MÃ©niÃ¨reâ€™s disease", "Ménière’s disease"),
        ("cafe\u0301", "caf\u00e9"),
        ("of\ufb01ce", "office"),
        ("a\x00b\x07c\x7fd\x81e", "abcde"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("page\x0cpage", "page\npage"),
        ("two  words \t x", "two words x"),
        ("one\u00a0\u00a0two", "one two"),
        ("end  \nend\t\n", "end\nend"),
        ("a\n\n\n\n\nb", "a\n\n\nb"),
        ("\n\n a \n", " a"),
        ("   ", ""),
    ],
)
def test_repaired(broken, whole):
    assert repair(broken) == whole


@pytest.mark.parametrize(
    "text",
    [
        "“quoted” ‘text’",
        "a &lt;b&gt; &amp; c",
        "，全角！ＡＢＣ",
        "def f(x):\n    if x:\n\treturn 1",
        "5\u00a0mg",
        "a\tb",
    ]
    + ["a\n\n\nb", "👩\u200d⚕️", "نمی\u200cخواهم", "x² ≤ 3 µm"],
)
def test_left_alone(text):
    assert repair(text) == text


PIECES = st.one_of(
    st.text(),
    st.text(alphabet=" \t\n\r\x0b\x0c\u00a0\u2028\x85ab"),
    st.sampled_from(
        ["Ã©", "â€™", "Ã", "©", "\u0301", "\x1b[", "31m", "ï»¿", "Â\u00a0", "&amp;", "\ufb01", "ã\x81\x82"]
    ),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@given(TEXTS)
def test_repairing_twice_changes_nothing_more(text):
    once = repair(text)
    assert repair(once) == once


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(text):
    config = ftfy.TextFixerConfig(uncurl_quotes=False, fix_character_width=False, unescape_html=False)
    assert repair(text) == repair(ftfy.fix_text(text.replace("\x0b", "\n"), config))


@given(st.lists(st.none() | TEXTS))
def test_a_column_is_repaired_like_its_texts(texts):
    found = repair_column(pa.array(texts, pa.string())).to_pylist()
    assert found == [None if text is None else repair(text) for text in texts]


def test_a_tidy_column_comes_back_itself():
    column = pa.array(["tidy", None, "also tidy\n\n  indented"], pa.large_string())
    assert repair_column(column) is column


def test_long_runs_of_spaces_take_no_time():
    started = time.process_time()
    assert repair(" " * 300_000 + "x" + " " * 300_000 + "y").endswith("x y")
    assert time.process_time() - started < 2
