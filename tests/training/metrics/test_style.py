"""Style: a classifier that must prove itself first, and a lexicon."""

import json
import random

import pytest

from pipelines.core.errors import VerilodeError
from tests.contracts.metric_examples.style import APPROVED, REJECTED
from tests.fakes.answered import sheet
from training.metrics.style import style


def test_an_answer_in_the_style_of_the_house_is_likelier_approved():
    answers = sheet(["x"] * 2, ["Dear customer, thank you for your order. Kind regards", "lol whatever!!!"])
    score = style(approved=APPROVED, rejected=REJECTED)(answers)
    assert score.items[0] > 0.8 > 0.2 > score.items[1]
    assert score.parts["auc"] == 1.0
    assert 0.8 < score.parts["auc_low"] < score.parts["auc_high"] == 1.0


def test_texts_that_differ_in_nothing_teach_nothing():
    chance = random.Random(0)
    texts = [" ".join(chance.choices("red green blue grey pink".split(), k=6)) for _ in range(80)]
    with pytest.raises(VerilodeError, match="cannot tell approved from rejected texts: held-out AUC 0.") as refused:
        style(approved=texts[:40], rejected=texts[40:])
    assert len(str(refused.value).splitlines()) == 1


def test_the_same_text_on_both_sides_is_no_text_to_learn_from():
    with pytest.raises(VerilodeError, match="needs at least 10 different .* not 0 and 0"):
        style(approved=APPROVED, rejected=APPROVED)


def test_texts_may_stand_in_files(tmp_path):
    (tmp_path / "approved.txt").write_text("\n".join(APPROVED) + "\n")
    (tmp_path / "rejected.jsonl").write_text("\n".join(json.dumps({"response": text}) for text in REJECTED))
    metric = style(approved=str(tmp_path / "approved.txt"), rejected=str(tmp_path / "rejected.jsonl"))
    assert metric(sheet(["x"], [APPROVED[0]])).value > 0.8


@pytest.mark.parametrize(
    ("line", "why"), [('{"text": 1}', "list.jsonl:2: has no text or response"), ('{"text"', "list.jsonl:2: is no JSON")]
)
def test_a_broken_line_is_named(tmp_path, line, why):
    (tmp_path / "list.jsonl").write_text(f'"a"\n{line}\n')
    with pytest.raises(VerilodeError, match=why):
        style(approved=str(tmp_path / "list.jsonl"), rejected=["x"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Kind regards, Ann", 1.0),
        ("KIND  REGARDS", 1.0),
        ("Cheers", 0.0),
        ("Kind regards, it can't wait", 1.0),
        ("Kind regards, ASAP!", 0.0),
        ("Kind regards, asapient", 1.0),
    ],
)
def test_the_lexicon_alone_is_a_rule(text, kept):
    metric = style(wanted=["kind regards", "yours sincerely"], banned=["asap"])
    assert metric(sheet(["x"], [text])).items == (kept,)


def test_the_lexicon_stands_beside_the_classifier():
    metric = style(approved=APPROVED, rejected=REJECTED, banned=["order"])
    assert metric(sheet(["x"], [APPROVED[0]])).parts["rules_kept"] == 0.0


def test_nothing_to_go_by_is_refused():
    with pytest.raises(VerilodeError, match="needs the options 'approved' and 'rejected'"):
        style()
