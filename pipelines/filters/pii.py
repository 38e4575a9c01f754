"""Drop records that hold personal data."""

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter

_KINDS = {
    "email": "e-mail addresses",
    "credit_card": "card numbers",
    "iban": "bank account numbers",
    "ssn": "social security numbers",
    "npi": "provider numbers",
    "medical_license": "prescriber numbers",
    "crypto": "bitcoin addresses",
    "ip_address": "IP addresses",
    "phone": "phone numbers",
    "date_of_birth": "dates of birth",
    "url": "web addresses",
}
_NOT_PERSONAL = {"url"}


def pii(*, kinds: list[str] | None = None, max_findings: int = 0, regions: list[str] | None = None) -> Filter:
    """Keep records that hold no more than a few pieces of personal data of each kind.

    Patterns find them: names of persons and postal addresses are not seen. Where a record is worth keeping, the step
    `redact` takes the findings out of it instead. Needs the extra `privacy`.

    Args:
        kinds: email, credit_card, iban, ssn, npi, medical_license, crypto, ip_address, phone, date_of_birth or url;
            nothing for all of them but url.
        max_findings: Findings of one kind that are put up with.
        regions: Where phone numbers without a country code may be from, as ISO 3166 codes; nothing for US, GB, DE,
            FR, ES, IT and IN.
    """
    chosen = [kind for kind in _KINDS if kind not in _NOT_PERSONAL] if kinds is None else list(kinds)
    if not chosen:
        raise VerilodeError("pii: no kinds are given")
    for kind in chosen:
        if kind not in _KINDS:
            raise VerilodeError(f"pii: no kind of personal data called {kind!r}; known: {', '.join(_KINDS)}")
    if max_findings < 0:
        raise VerilodeError(f"pii: {max_findings} findings cannot be put up with")
    rules = [Within(kind, f"pii.{kind}", _KINDS[kind], high=max_findings) for kind in dict.fromkeys(chosen)]
    return Rules({"pii": {"regions": regions} if regions is not None else {}}, rules)
