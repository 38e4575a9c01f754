"""A certificate in sentences: what it promises, and what it does not.

`wrong` is the word for a suggestion that people reject: "wrong" for a label, "not acceptable" for a free text,
"flipped" for a preference pair.
"""

from collections.abc import Sequence

from annotation.certificate.by_stratum import StrataCertificate
from annotation.certificate.ranked import Certificate
from annotation.certificate.strict import ACCEPTED
from annotation.certificate.total import TotalError


def statement(
    certificate: Certificate, *, wrong: str = "wrong", auditors: Sequence[str] = (), agreement: float | None = None
) -> str:
    """One paragraph that a reader without statistics can rely on.

    Args:
        certificate: Of the whole set, or in strict mode.
        wrong: The word for a suggestion that people reject.
        auditors: Whose answers it rests on, where that is known.
        agreement: Share of equal answers among records that two of them labelled.
    """
    c = certificate
    if not c.certified:
        return f"No certificate: {c.reason}."
    waiting = _waiting(c.unanswered)
    if not c.accepted:
        return f"No suggestion was accepted unseen: every label comes from a person.{waiting}"
    return (
        f"With {1 - c.delta:.2%} confidence {_promise(c, wrong)}. {_records(c.accepted)} were accepted unseen, "
        f"{c.touched} went to people; {c.audited} of these were audited blind, which found "
        f"{_found(c.errors_found, wrong)}.{_auditors(auditors, agreement)}{waiting} {_people(c)}"
    )


def strata_statement(certificate: StrataCertificate, *, wrong: str = "wrong") -> str:
    """Chosen strata: one line for what holds together, one for each stratum, one for the rest."""
    c = certificate
    lines = [
        f"With {1 - c.delta:.2%} confidence all of the following holds; {_records(c.accepted)} of {c.population} were "
        "accepted unseen."
    ]
    groups = [*c.lines.items(), *([("all others", c.rest)] if c.rest else [])]
    for name, line in groups:
        lines.append(f"{name}: {_line(line, wrong)}")
    if c.rest is None and sum(line.population for line in c.lines.values()) < c.population:
        lines.append("all others: every label comes from a person.")
    return "\n".join(lines)


def total_statement(total: TotalError, *, wrong: str = "wrong") -> str:
    """What is wrong in all, whoever caused it."""
    t = total
    return (
        f"With {1 - t.delta:.2%} confidence at most {t.max_wrong} of {_records(t.population)} ({t.error:.2%}) are "
        f"{wrong}, whoever caused it: {t.labeler_wrong} by the labeler, {t.people_wrong} of the {t.people} labels "
        f"by people ({t.people_error:.2%}), of which {t.checked} were checked and {t.slipped} found {wrong}. "
        "Slips that two people make alike stay unseen."
    )


def _promise(c: Certificate, wrong: str) -> str:
    if c.promise == ACCEPTED:
        return f"at most {c.max_wrong} of the {_records(c.accepted)} accepted unseen ({c.epsilon:.2%}) are {wrong}"
    caused = (
        "carry a wrong label that the labeler caused" if wrong == "wrong" else f"are {wrong} because of the labeler"
    )
    return f"at most {c.max_wrong} of {_records(c.population)} ({c.epsilon:.2%}) {caused}"


def _line(c: Certificate, wrong: str) -> str:
    if not c.certified:
        return f"no promise, {c.reason}."
    if not c.accepted:
        return f"every label comes from a person.{_waiting(c.unanswered)}"
    return f"{_promise(c, wrong)}; {c.accepted} accepted unseen, {c.touched} for people.{_waiting(c.unanswered)}"


def _found(count: int, wrong: str) -> str:
    if wrong == "wrong":
        return f"{count} wrong {'suggestion' if count == 1 else 'suggestions'}"
    return f"{count} {'suggestion' if count == 1 else 'suggestions'} to be {wrong}"


def _auditors(names: Sequence[str], agreement: float | None) -> str:
    agreed = "" if agreement is None else f"agreed on {agreement:.2%} of the records that two of them labelled"
    if not names:
        return f" The auditors {agreed}." if agreed else ""
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f" The audit was done by {listed}{f', who {agreed}' if agreed else ''}."


def _waiting(unanswered: int) -> str:
    if not unanswered:
        return ""
    return f" {_records(unanswered)} of the audit still {'waits' if unanswered == 1 else 'wait'} for an answer."


def _people(c: Certificate) -> str:
    if not c.miss_rate:
        return "People's own mistakes come on top."
    planted = f": they overlooked {c.seeds_overlooked} of {c.seeds_planted} planted ones" if c.seeds_planted else ""
    return f"It allows for people overlooking up to {c.miss_rate:.2%} of the wrong suggestions they audit{planted}."


def _records(count: int) -> str:
    return f"{count} record" if count == 1 else f"{count} records"
