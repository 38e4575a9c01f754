"""The certificate in sentences."""

from annotation.certificate.ranked import certify
from annotation.certificate.statement import statement


def said(text, **options):
    columns = {"audited": [c != "." for c in text], "answered": [c in "ox" for c in text]}
    level = {"audit_rate": 0.5, "epsilon": 0.4, "delta": 0.2}
    return statement(certify(**columns, wrong=[c == "x" for c in text], **{**level, **options}))


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
