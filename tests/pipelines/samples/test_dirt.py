"""One kind of dirt at a time, on three rows one can read."""

import json
from random import Random

import pytest

from pipelines.samples._broken import KINDS, broken
from pipelines.samples._dirt import Row, copies, damage, junk, mislabel, retyped, typeset

ROWS = [
    Row("Crohn's disease of small intestine", "K50", "K50.0", "digestive", "digestive"),
    Row("Meniere disease of left inner ear", "H81", "H81.02", "ear", "ear"),
    Row("Post-acute COVID-19 condition", "U09", "U09.9", "special", "special"),
]


def test_typesetting_curls_apostrophes_and_widens_hyphens_between_words_only():
    assert typeset("Crohn's post-acute COVID-19") == "Crohn’s post–acute COVID-19"


def test_damage_needs_a_sign_outside_ascii():
    changed = damage(ROWS, 3, Random(1))
    assert [row.dirt for row in changed] == ["damaged", "", "damaged"]
    assert changed[1].title == "Meniere disease of left inner ear"
    assert changed[0].title in (
        "Crohnâ€™s disease of small intestine",
        "Crohnâ\x80\x99s disease of small intestine",
    )


def test_the_last_chapter_has_one_neighbour():
    changed = mislabel(ROWS[2:], 1, Random(1))
    assert (changed[0].chapter, changed[0].truth, changed[0].dirt) == (
        "health-status",
        "special",
        "wrong_label",
    )


def test_copies_keep_the_dirt_of_what_they_copy():
    wrong = mislabel(ROWS[:1], 1, Random(1))
    assert copies(wrong, 1, Random(1))[0].dirt == "wrong_label+duplicate"


def test_damaged_rows_are_not_retyped():
    damaged = damage(ROWS[:1], 1, Random(1))
    assert retyped(damaged + ROWS[1:2], 2, Random(1))[0].code == "H81.02"
    assert len(retyped(damaged + ROWS[1:2], 2, Random(1))) == 1


def test_junk_of_four_kinds_in_turn_has_no_truth():
    made = junk(ROWS[:1], 4, Random(1))
    assert [row.title for row in made] == ["", "n/a", "xxxx xxxx", " ".join(["intestine"] * 12)]
    assert {row.truth for row in made} == {""}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_broken_line_is_no_json_object(kind):
    line = json.dumps({"title": "Gout", "chapter": "musculoskeletal", "truth": "musculoskeletal"})
    for seed in range(30):
        raw = kind(line, Random(seed))
        assert b"\n" not in raw
        with pytest.raises(ValueError):
            json.loads(raw.decode("utf-8"), parse_constant=lambda name: int(name))


def test_broken_lines_come_in_turn():
    made = broken(['{"title": "Gout", "truth": "x"}'], 5, Random(1))
    assert {kind: len(lines) for kind, lines in made.items()} == {
        "truncated": 2,
        "not_utf8": 1,
        "nan": 1,
        "plain_text": 1,
    }
