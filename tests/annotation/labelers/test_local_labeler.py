"""The local labeler on small worlds whose truth is known."""

import json
import random

import pytest

from annotation.labelers import LABELERS, Example, Question, Task
from pipelines.core.errors import VerilodeError

WORDS = {
    "cat": ["whiskers", "purring", "claws"],
    "dog": ["barking", "leash", "bone"],
    "cow": ["milk", "horns", "moo"],
}
TASK = Task(tuple(WORDS))


def sentence(label: str, n: int) -> str:
    """Three words, one of which tells the label."""
    draw = random.Random(f"{label}{n}")
    return f"the {draw.choice(['big', 'small', 'old'])} one with {draw.choice(WORDS[label])}"


def examples(per_label: int, labels: tuple[str, ...] = TASK.labels) -> list[Example]:
    return [Example(sentence(b, n), b, None, f"{b}{n}") for b in labels for n in range(per_label)]


def test_learns_from_verified_examples_alone() -> None:
    asked = [Question("q1", "a purring thing"), Question("q2", "a leash"), Question("q3", "fresh milk")]
    found = list(LABELERS.build("local").suggest(asked, examples(10), TASK))
    assert [s.value for s in found] == ["cat", "dog", "cow"]
    assert "decided by: 'purring'" in (found[0].rationale or "")


def test_corrects_the_file_where_the_text_is_clear() -> None:
    asked = [Question(f"q{b}{n}", sentence(b, n), b) for b in TASK.labels for n in range(40)]
    wrong = {0: "dog", 45: "cow", 90: "cat"}
    asked = [Question(q.record_id, q.text, wrong.get(n, q.given)) for n, q in enumerate(asked)]
    found = list(LABELERS.build("local").suggest(asked, [], TASK))
    assert [s.value for s in found] == [b for b in TASK.labels for _ in range(40)]
    assert found[0].rationale is not None
    assert found[0].rationale.startswith("the file says dog, the text says cat")
    assert found[0].confidence < found[1].confidence


def test_confidence_is_about_the_share_that_is_right() -> None:
    draw = random.Random(3)
    truth = {f"q{n}": draw.choice(TASK.labels) for n in range(400)}
    # every third text says nothing about its label, and one given answer in five is wrong
    texts = {q: sentence(label, int(q[1:])) if int(q[1:]) % 3 else "the old one" for q, label in truth.items()}
    told = {q: label if draw.random() > 0.2 else draw.choice(TASK.labels) for q, label in truth.items()}
    asked = [Question(q, texts[q], told[q]) for q in truth]
    verified = [Example(texts[q], truth[q], told[q], q) for q in list(truth)[:100]]
    found = list(LABELERS.build("local").suggest(asked, verified, TASK))
    right = sum(s.value == truth[s.record_id] for s in found) / 400
    assert right > sum(told[q] == truth[q] for q in truth) / 400 + 0.05
    assert abs(sum(s.confidence or 0 for s in found) / 400 - right) < 0.04


def test_given_answers_can_be_left_out() -> None:
    asked = [Question("q", "purring and claws", "dog")]
    ignoring = LABELERS.build("local", {"use_given": False})
    assert [s.value for s in ignoring.suggest(asked, examples(10), TASK)] == ["cat"]


def test_a_label_that_nothing_taught_is_never_suggested() -> None:
    asked = [Question(f"q{n}", sentence("cow", n)) for n in range(20)]
    found = LABELERS.build("local").suggest(asked, examples(15, ("cat", "dog")), TASK)
    assert "cow" not in {s.value for s in found}


def test_words_nobody_ever_labelled_go_to_a_person() -> None:
    found = list(LABELERS.build("local").suggest([Question("q", "ξψφ")], examples(10), TASK))
    assert [(s.value, s.cause) for s in found] == [(None, "unknown_words")]


def test_the_order_of_questions_changes_nothing() -> None:
    asked = [Question(f"q{b}{n}", sentence(b, n), b) for b in TASK.labels for n in range(10)]
    found = {s.record_id: s.value for s in LABELERS.build("local").suggest(asked, [], TASK)}
    turned = {s.record_id: s.value for s in LABELERS.build("local").suggest(asked[::-1], [], TASK)}
    assert turned == found


def test_too_few_examples_are_one_line() -> None:
    with pytest.raises(VerilodeError, match="needs 20 answered records to learn from and has 6; review more"):
        list(LABELERS.build("local").suggest([Question("q", "milk")], examples(2), TASK))


def test_one_label_is_not_enough() -> None:
    with pytest.raises(VerilodeError, match="has seen 1 of 3 labels"):
        list(LABELERS.build("local").suggest([Question("q", "milk")], examples(30, ("cow",)), TASK))


@pytest.mark.parametrize("option", [{"folds": 1}, {"word_ngrams": 0}, {"char_ngrams": 0}, {"regularisation": 0.0}])
def test_options_out_of_range_are_one_line(option: dict[str, float]) -> None:
    with pytest.raises(VerilodeError, match="wanted"):
        LABELERS.build("local", option)


ANIMALS = Task(("cat", "cow", "dog"), kind="multilabel")


def both(labels: tuple[str, ...], n: int) -> str:
    """A sentence that names every label by one of its words."""
    draw = random.Random(f"{labels}{n}")
    return " and ".join([draw.choice(["big", "small", "old"]), *(draw.choice(WORDS[label]) for label in labels)])


def written(labels: tuple[str, ...]) -> str:
    """The set in canonical form."""
    return json.dumps(list(labels), separators=(",", ":"))


SOME = ((), ("cat",), ("cow",), ("dog",), ("cat", "dog"), ("cow", "dog"), ("cat", "cow", "dog"))


def test_every_label_that_fits_is_found() -> None:
    taught = [Example(both(some, n), written(some), None, f"e{some}{n}") for some in SOME for n in range(12)]
    asked = [Question(str(some), both(some, 100)) for some in SOME]
    found = list(LABELERS.build("local").suggest(asked, taught, ANIMALS))
    assert [s.value for s in found] == [written(some) for some in SOME]
    assert {s.basis for s in found} == {"model probability"}


def test_the_file_is_corrected_where_a_label_is_missing() -> None:
    asked = [Question(f"q{some}{n}", both(some, n), written(some)) for some in SOME for n in range(30)]
    asked[125] = Question(asked[125].record_id, asked[125].text, '["cat"]')
    found = list(LABELERS.build("local").suggest(asked, [], ANIMALS))
    assert [s.value for s in found] == [written(some) for some in SOME for _ in range(30)]
    assert found[125].rationale is not None
    assert found[125].rationale.startswith("the file says cat, the text says cat, dog")


def test_the_confidence_of_a_set_is_about_the_share_of_sets_that_are_right() -> None:
    draw = random.Random(4)
    truth = {f"q{n}": draw.choice(SOME) for n in range(500)}
    # in every third text one label is left unsaid, which no model can know
    texts = {q: both(some[1:] if int(q[1:]) % 3 == 0 else some, int(q[1:])) for q, some in truth.items()}
    taught = [Example(texts[q], written(truth[q]), None, q) for q in list(truth)[:200]]
    asked = [Question(q, texts[q]) for q in list(truth)[200:]]
    found = list(LABELERS.build("local").suggest(asked, taught, ANIMALS))
    right = sum(s.value == written(truth[s.record_id]) for s in found) / 300
    assert 0.5 < right < 0.95
    assert abs(sum(s.confidence or 0 for s in found) / 300 - right) < 0.06


def test_of_a_code_and_the_one_below_only_the_lower_is_suggested() -> None:
    task = Task(("I10", "E11", "E11.9"), kind="multilabel", separator=".")
    texts = {"E11": "sugar", "E11.9": "sugar plain", "I10": "pressure"}
    taught = [
        Example(f"{text} {n}", json.dumps([code]), None, f"{code}{n}")
        for code, text in texts.items()
        for n in range(12)
    ]
    found = list(LABELERS.build("local").suggest([Question("q", "plain sugar and pressure")], taught, task))
    assert found[0].value in ('["E11.9","I10"]', '["E11.9"]', '["I10"]')


def test_verdicts_are_two_labels() -> None:
    task = Task(kind="verdict")
    texts = {"acceptable": "clear and complete", "not acceptable": "rude nonsense"}
    taught = [Example(f"{text} {n}", value, None, f"{value}{n}") for value, text in texts.items() for n in range(12)]
    found = list(LABELERS.build("local").suggest([Question("q", "complete nonsense, and rude")], taught, task))
    assert found[0].value == "not acceptable"


def test_other_kinds_are_refused_in_one_line() -> None:
    with pytest.raises(VerilodeError, match="labeler 'local' chooses labels and cannot answer tasks of kind spans"):
        list(LABELERS.build("local").suggest([Question("q", "milk")], [], Task(("cow",), kind="spans")))
