"""A certificate in sentences: what it promises, and what it does not."""

from annotation.certificate.ranked import Certificate


def statement(certificate: Certificate) -> str:
    """One paragraph that a reader without statistics can rely on."""
    c = certificate
    if not c.certified:
        return f"No certificate: {c.reason}."
    waiting = _waiting(c.unanswered)
    if not c.accepted:
        return f"No suggestion was accepted unseen: every label comes from a person.{waiting}"
    return (
        f"With {1 - c.delta:.2%} confidence at most {c.max_wrong} of {_records(c.population)} ({c.epsilon:.2%}) carry "
        f"a wrong label that the labeler caused. {_records(c.accepted)} were accepted unseen, {c.touched} went to "
        f"people; {c.audited} of these were audited blind, which found {c.errors_found} wrong suggestions."
        f"{waiting} {_people(c.miss_rate)}"
    )


def _waiting(unanswered: int) -> str:
    if not unanswered:
        return ""
    return f" {_records(unanswered)} of the audit still {'waits' if unanswered == 1 else 'wait'} for an answer."


def _people(miss_rate: float) -> str:
    if miss_rate:
        return f"It allows for people overlooking up to {miss_rate:.2%} of the wrong suggestions they audit."
    return "People's own mistakes come on top."


def _records(count: int) -> str:
    return f"{count} record" if count == 1 else f"{count} records"
