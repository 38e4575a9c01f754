"""The certificate in sentences."""

from annotation.certificate import by_stratum, strict
from annotation.certificate.by_stratum import Chosen
from annotation.certificate.misses import Seeds
from annotation.certificate.misses import certify as certify_with_seeds
from annotation.certificate.ranked import certify
from annotation.certificate.statement import statement, strata_statement, total_statement
from annotation.certificate.total import total_error

LEVEL = {"audit_rate": 0.5, "epsilon": 0.4, "delta": 0.2}


def columns(text):
    return {
        "audited": [c != "." for c in text],
        "answered": [c in "ox" for c in text],
        "wrong": [c == "x" for c in text],
    }


def said(text, **options):
    return statement(certify(**columns(text), **{**LEVEL, **options}))


def test_a_promise_names_its_counts_and_what_it_leaves_out():
    assert said(".o.x.x..o.") == (
        "With 80.00% confidence at most 4 of 10 records (40.00%) carry a wrong label that the labeler caused. "
        "3 records were accepted unseen, 7 went to people; 4 of these were audited blind, which found 2 wrong "
        "suggestions. People's own mistakes come on top."
    )


def test_overlooked_errors_are_mentioned_where_allowed_for():
    assert "overlooking up to 10.00%" in said(".o.x.x..o.", miss_rate=0.1)


def test_waiting_answers_are_mentioned():
    assert "2 records of the audit still wait for an answer." in said("...o.?..?.")


def test_nothing_accepted():
    assert said("?.........") == (
        "No suggestion was accepted unseen: every label comes from a person. "
        "1 record of the audit still waits for an answer."
    )


def test_no_certificate_says_why():
    assert said("o..o..", epsilon=0.05).startswith("No certificate: an audit rate of 50.00% is too thin")


def test_strict_mode_speaks_of_the_accepted():
    assert statement(strict.certify(**columns(".o" * 20), **LEVEL)) == (
        "With 80.00% confidence at most 8 of the 20 records accepted unseen (40.00%) are wrong. 20 records were "
        "accepted unseen, 20 went to people; 20 of these were audited blind, which found 0 wrong suggestions. "
        "People's own mistakes come on top."
    )


def test_other_kinds_have_other_words():
    certificate = certify(**columns(".o.x.x..o."), **LEVEL)
    text = statement(certificate, wrong="not acceptable")
    assert "at most 4 of 10 records (40.00%) are not acceptable because of the labeler." in text
    assert "which found 2 suggestions to be not acceptable." in text
    assert "(40.00%) are flipped" in statement(certificate, wrong="flipped")


def test_auditors_and_their_agreement_stand_beside_it():
    certificate = certify(**columns(".o.x.x..o."), **LEVEL)
    assert "The audit was done by ann." in statement(certificate, auditors=["ann"])
    assert (
        "The audit was done by ann, ben and cat, who agreed on 93.00% of the records that two of them labelled. People"
    ) in statement(certificate, auditors=["ann", "ben", "cat"], agreement=0.93)
    assert "The auditors agreed on 50.00%" in statement(certificate, agreement=0.5)


def test_planted_errors_are_named():
    found = certify_with_seeds([Seeds("ann", 100, 2)], **columns(".o" * 20), **LEVEL)
    assert "overlooking up to 7.31% of the wrong suggestions they audit: they overlooked 2 of 100 planted" in statement(
        found
    )


def test_chosen_strata_have_a_line_each():
    strata = ["law", "law", "tax", "tax", "misc", "misc"] * 10
    found = by_stratum.certify(
        [Chosen("law", 0.2), Chosen("tax", 0.01)], strata=strata, **columns(".o" * 30), audit_rate=0.5
    )
    law, tax, others = strata_statement(found).splitlines()[1:]
    assert law.startswith("law: no promise, an audit rate of 50.00% is too thin for 20 records")
    assert tax.endswith("at least 98.34% is needed (about 20 audited records).")
    assert others.startswith("all others: no promise")


def test_chosen_strata_say_what_holds_together():
    found = by_stratum.certify(
        [Chosen("law", 0.4)], strata=["law", "law", "tax"] * 20, rest_epsilon=None, **columns(".o" * 30), audit_rate=0.5
    )
    assert strata_statement(found) == (
        "With 95.00% confidence all of the following holds; 20 records of 60 were accepted unseen.\n"
        "law: at most 16 of 40 records (40.00%) carry a wrong label that the labeler caused; 20 accepted unseen, "
        "20 for people.\n"
        "all others: every label comes from a person."
    )


def test_the_total_names_both_causes():
    certificate = certify(**columns(".o" * 400), audit_rate=0.5, delta=0.04)
    assert total_statement(total_error(certificate, checked=400, slipped=4, delta=0.01)) == (
        "With 95.00% confidence at most 44 of 800 records (5.50%) are wrong, whoever caused it: 40 by the labeler, 4 "
        "of the 400 labels by people (1.00%), of which 400 were checked and 4 found wrong. "
        "Slips that two people make alike stay unseen."
    )
