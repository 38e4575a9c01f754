"""What tells personal numbers from dates, amounts, clause numbers and codes that look alike."""

import re

BIRTH = (
    r"d\.?o\.?b\.?|(?:date|day) of birth|birth ?dates?|birthday|born|geboren|geburtsdatum|"
    r"date de naissance|fecha de nacimiento|nacid[oa]|data di nascita|nascimento"
)
"""Words that tell when somebody was born, in six languages."""

_BEFORE = 24
_BORN_RIGHT_BEFORE = re.compile(rf"\b(?:{BIRTH})[^0-9\n.]{{0,20}}\Z", re.IGNORECASE)
_AMOUNT_OR_NUMBER = re.compile(
    r"(?:[$€£¥₹#§]|\b(?:usd|eur|gbp|nos?\.|art\.|sec\.|section|clause|article|version|v\.?|isbn|case|invoice|order|ref))"
    r"[ \t:]?[(]?\Z",
    re.IGNORECASE,
)
_SOMETHING_ELSE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})(?!\d)"
    r"|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d(?!\d)"
    r"|\d{3}-\d\d-\d{4}(?!\d)"  # dates, ranges of years, and the form of a social security number
)
_GAP = "[ \t\xa0.-]{1,3}"
_GROUPED_PHONE = (
    rf"(?:1{_GAP})?\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}"  # 212-555-0123
    rf"|(?:1{_GAP})?\(\d{{2,5}}\)[ \t\xa0.\-/]{{0,3}}\d{{2,8}}(?:{_GAP}\d{{2,6}}){{0,4}}"  # (212) 555-0123
    rf"|0\d{{1,4}}[ /\-]\d{{2,9}}(?:{_GAP}\d{{2,6}}){{0,4}}"  # 01 23 45 67 89
)
_GROUPED = re.compile(_GROUPED_PHONE)
EVIDENT_PHONE = rf"\+|{_GROUPED_PHONE}"
"""What a phone number that nobody calls one looks like."""
_SUM_BEFORE, _SUM_AFTER = re.compile(r"(?:[*×÷]|<<)\s?\Z"), re.compile(r"\s?(?:[=*×÷]|>>)")
"""Beside numbers joined by minus signs: this is arithmetic."""
_LABELLED = re.compile(
    r"(?:phone|tel|fax|mobile|cell|contact|whatsapp)[a-z]{0,6}[.:]? ?(?:nos?\.?|#)[ \t:]*\Z", re.IGNORECASE
)


def card(text: str, start: int, end: int, cued: bool) -> bool:
    """A card number as its issuer writes it; other lengths and beginnings need a cue."""
    digits = re.sub(r"[ -]", "", text[start:end])
    amex = digits.startswith(("34", "37")) and len(digits) == 15
    usual = digits[0] in "23456" and len(digits) == 16
    return _alone(text, start, end) and (cued or amex or usual) and len(set(digits)) > 1


def ssn(text: str, start: int, end: int, cued: bool) -> bool:
    """Only dashes say by themselves that this is no other number."""
    return _alone(text, start, end) and (cued or text[start:end].count("-") == 2)


def cued(text: str, start: int, end: int, cued: bool) -> bool:
    """A number anything could have: a check digit alone lets every tenth one through."""
    return cued and _alone(text, start, end)


def ip(text: str, start: int, end: int, cued: bool) -> bool:
    """Four small numbers are a clause or a version, and a few colons are program code."""
    found = text[start:end].partition("/")[0]
    if not _alone(text, start, end, "."):
        return False
    if ":" in found:
        return cued or (found.count(":") >= 3 and any(map(str.isdigit, found)))
    return (
        cued
        or max(map(int, found.split("."))) >= 100
        and not _AMOUNT_OR_NUMBER.search(text[max(0, start - _BEFORE) : start])
    )


def phone(text: str, start: int, end: int, cued: bool) -> bool:
    """A number grouped like a phone number, or bare digits beside a cue; no date, amount, range or clause."""
    found = text[start:end]
    before = text[max(0, start - _BEFORE) : start]
    numbered = _AMOUNT_OR_NUMBER.search(before) and not _LABELLED.search(before)
    if numbered or _SOMETHING_ELSE.match(found) or not _alone(text, start, end):
        return False
    if _SUM_BEFORE.search(before) or _SUM_AFTER.match(text, end):
        return False
    return cued or found.startswith("+") or _GROUPED.fullmatch(found) is not None


def birth(text: str, start: int, end: int, cued: bool) -> bool:
    """A date right behind the words that tell a birth."""
    return _BORN_RIGHT_BEFORE.search(text[max(0, start - 48) : start]) is not None


def _alone(text: str, start: int, end: int, joins: str = ".,") -> bool:
    """Whether the find is no part of a longer number, word or code."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    inside = before[-1:].isalnum() or after[:1].isalnum() or before[-1:] in ("_", "-") or after[:1] in ("_",)
    return not (
        inside
        or (len(before) == 2 and before[1] in joins and before[0].isdigit())
        or (len(after) == 2 and after[0] in joins and after[1].isdigit())
    )
