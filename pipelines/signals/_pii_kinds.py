"""The kinds of personal data that patterns can find, and what makes a find of each kind believable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.signals import _shapes
from pipelines.signals._presidio import PhoneRecognizers, email_recognizer, pattern_recognizer, presidio


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind is found.

    Attributes:
        name: What it is called, as a column and as an option.
        says: A sentence on what is counted.
        hint: A cheap pattern without look-around, for RE2 and `re` alike; the recognizer only looks around its hits.
        recognizer: Makes the presidio recognizer, given the regions of phone numbers.
        around: How many characters before and after a hint the recognizer sees.
        floor: Presidio's score, 0 to 1, from which a find stands without a cue.
        cue: Words near a weaker find that make it stand, too; empty for none.
        evident: What the surroundings of a hint must show to be looked at where no cue is near.
        near: How many characters before and after a find are searched for a cue.
        sound: Own judgement on the text, the start and the end of a find and whether a cue is near.
    """

    name: str
    says: str
    hint: str
    recognizer: Callable[[Sequence[str]], Any]
    around: tuple[int, int] = (1, 1)
    floor: float = 1.0
    cue: str = ""
    evident: str = ""
    near: tuple[int, int] = (40, 15)
    sound: Callable[[str, int, int, bool], bool] = lambda text, start, end, cued: True


_DIGIT_SEPARATOR = "[ \t\xa0().\\-/]"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_WRITTEN_DATES = (
    rf"(?i)\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTHS})[a-z]*\.?,? \d{{4}}\b"
)
_ADDRESS = r"""(?:https?://|\bwww\.)[^\s<>"'`{}|\\^]*[^\s<>"'`{}|\\^.,;:!?)\]]"""


def _dates(regions: Sequence[str]) -> Any:
    from presidio_analyzer import Pattern
    from presidio_analyzer.predefined_recognizers.generic.date_recognizer import DateRecognizer

    return DateRecognizer(patterns=[*DateRecognizer.PATTERNS, Pattern("written", _WRITTEN_DATES, 0.6)])


def _cards(regions: Sequence[str]) -> Any:
    from presidio_analyzer import Pattern

    recognizer = presidio().CreditCardRecognizer
    newer = Pattern("Mastercard from 2017", r"\b2[2-7]\d\d[- ]?\d{4}[- ]?\d{4}[- ]?\d{4}\b", 0.3)
    return recognizer(patterns=[*recognizer.PATTERNS, newer])


KINDS: tuple[Kind, ...] = (
    Kind(
        "email",
        "e-mail addresses under a public suffix",
        "@",
        lambda regions: email_recognizer(),
        around=(66, 256),
    ),
    Kind(
        "credit_card",
        "card numbers with a sound check digit and the issuer's length",
        r"\d(?:[ -]?\d){11,18}",
        _cards,
        cue=r"card|visa|master|amex|diners|discover|\bcc\b|\bpan\b|karte|carte|tarjeta",
        sound=_shapes.card,
    ),
    Kind(
        "iban",
        "international bank account numbers with sound check digits",
        r"[A-Z]{2}[0-9]{2}[ -]?[A-Z0-9]{4}[ -]?[A-Z0-9 -]{4,36}",
        lambda regions: presidio().IbanRecognizer(),
    ),
    Kind(
        "ssn",
        "US social security numbers: with dashes, or near words that say so",
        r"[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}",
        lambda regions: presidio().UsSsnRecognizer(),
        floor=0.5,
        cue=r"social sec|\bssns?\b|\bss ?#",
        sound=_shapes.ssn,
    ),
    Kind(
        "npi",
        "US provider numbers (NPI) with a sound check digit, near words that say so",
        r"[12]\d{3}[ -]?\d{3}[ -]?\d{3}",
        lambda regions: presidio().UsNpiRecognizer(),
        cue=r"\bnpi\b|national provider|provider (?:id|no|num|#)",
        sound=_shapes.cued,
    ),
    Kind(
        "medical_license",
        "US DEA numbers of prescribers with a sound check digit, near words that say so",
        r"[A-Za-z][A-Za-z9]\d{7}",
        lambda regions: presidio().MedicalLicenseRecognizer(),
        cue=r"\bdea\b|licen[cs]e|prescriber|certificate",
        sound=_shapes.cued,
    ),
    Kind(
        "crypto",
        "bitcoin addresses with a sound checksum",
        r"(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25}",
        lambda regions: presidio().CryptoRecognizer(),
        around=(1, 62),
    ),
    Kind(
        "ip_address",
        "IP addresses; short ones that could be clause or version numbers only near words that say so",
        r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]",
        lambda regions: presidio().IpRecognizer(),
        around=(42, 48),
        floor=0.6,
        cue=r"\bip\b|ipv[46]|\bhosts?\b|server|\bping|subnet|router|gateway|firewall|\bdns\b|login|logged in",
        sound=_shapes.ip,
    ),
    Kind(
        "phone",
        "phone numbers of the chosen regions, and international ones anywhere; bare digits only near words that say so",
        rf"\d(?:{_DIGIT_SEPARATOR}{{0,3}}\d){{6}}",
        PhoneRecognizers,
        around=(4, 24),
        floor=0.4,
        cue=r"phone|\btel\b|\bcall|mobile|\bcell|\bfax|whatsapp|\bsms\b|contact|\breach|dial|handy|móvil|portable",
        evident=_shapes.EVIDENT_PHONE,
        sound=_shapes.phone,
    ),
    Kind(
        "date_of_birth",
        "dates right behind words that say somebody was born then",
        rf"(?i)\b(?:{_shapes.BIRTH})",
        _dates,
        around=(0, 48),
        floor=0.6,
        sound=_shapes.birth,
    ),
    Kind(
        "url",
        "web addresses that start with http:// or www.",
        r"(?i)https?://|www\.",
        lambda regions: pattern_recognizer("URL", _ADDRESS, 0.6),
        around=(1, 2048),
        floor=0.6,
    ),
)  # fmt: skip
"""From the surest to the least sure: of two equally long overlapping finds the first one names it."""

NAMES = tuple(kind.name for kind in KINDS)
