"""People: their figures by hand, who they are compared with, and kind words."""

import json

import pytest

from annotation.agreement.people import Answer, people


def answers(person, said, seconds=None, **options):
    return [Answer(person, f"i{at}", value, seconds, **options) for at, value in enumerate(said)]


def test_figures_of_a_person():
    rows = answers("ana", "xxxx", 4.0, blind=True, phase="audit") + [Answer("ana", "i9", "x", None, False, "rest")]
    (ana,) = people(rows, reference={"i0": "x", "i1": "y", "i9": "x"})
    assert (ana.answers, ana.blind, ana.timed, ana.median_seconds) == (5, 4, 4, 4.0)
    assert ana.phases == {"audit": 4, "rest": 1}
    assert (ana.compared, ana.compared_others, ana.agreed, ana.agreement) == (3, 0, 2, pytest.approx(2 / 3))
    assert (round(ana.low, 3), round(ana.high, 3)) == (0.208, 0.939)


def test_without_a_settled_answer_the_others_are_the_reference():
    ana, ben, cy = people(answers("ana", "xxy") + answers("ben", "xyy") + answers("cy", "xy."))
    assert (ana.compared, ana.agreed) == (2, 1)  # i0: x, i1: y; the others differ on i2
    assert (ben.compared, ben.agreed) == (1, 1)  # the others differ on i1 and i2
    assert (cy.compared, cy.agreed) == (2, 1)


def test_nobody_is_their_own_reference():
    (ana,) = people(answers("ana", "xx"))
    assert (ana.compared, ana.agreement, ana.low) == (0, None, None)


def test_the_last_answer_counts():
    (ana,) = people([Answer("ana", "i0", "y", 50.0), Answer("ana", "i0", "x", 2.0)], reference={"i0": "x"})
    assert (ana.answers, ana.agreed, ana.median_seconds) == (1, 1, 2.0)


def test_planted_errors_are_noticed_or_not_and_do_not_count_towards_agreement():
    planted = {f"i{at}": "y" for at in range(20)}
    (ana,) = people(answers("ana", "x" * 19 + "y" + "x"), reference={"i0": "x", "i20": "x"}, planted=planted)
    assert (ana.planted, ana.noticed, ana.compared) == (20, 19, 1)
    assert ana.missed_at_most == pytest.approx(0.2161, abs=1e-4)  # one of twenty, one-sided


def test_without_planted_errors_nothing_is_claimed():
    (ana,) = people(answers("ana", "x"))
    assert (ana.planted, ana.missed_at_most) == (0, None)


def test_sentences_compare_with_the_usual_pace():
    rows = answers("ana", "x" * 50, 2.0) + answers("ben", "x" * 50, 5.0) + answers("cy", "x" * 48 + "yy", 9.0)
    assert [one.sentence for one in people(rows)] == [
        "answers quickly and agrees with the others in 100% of 48 shared records",
        "answers at the usual pace and agrees with the others in 100% of 48 shared records",
        "takes time over each record and agrees with the others in 96% of 50 shared records",
    ]


def test_a_person_who_differs_is_offered_a_talk():
    rows = [row for name in ("ana", "ben", "cy") for row in answers(name, "x" * 60)]
    *_, dan = people(rows + answers("dan", "x" * 30 + "y" * 30))
    assert dan.sentence.endswith("in 50% of 60 shared records; a talk about the guideline may help both sides")


def test_too_little_to_say():
    (ana,) = people(answers("ana", "x", 2.0))
    assert ana.sentence == "has answered 1 record and shares 0 records with others, too few to compare"


def test_people_come_by_name_whatever_their_figures():
    rows = answers("zoe", "x" * 20) + answers("ana", "y" * 20) + answers("ben", "x" * 20)
    assert [one.name for one in people(rows)] == ["ana", "ben", "zoe"]


def test_it_is_json():
    (ana,) = people(answers("ana", "x"), planted={"i0": "y"})
    assert json.loads(json.dumps(ana.to_json()))["noticed"] == 1


def test_nobody():
    assert people([]) == ()
