"""The filters over personal data and secrets: dropped with counts, never with what was found."""

from importlib.util import find_spec

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.core.rules import Rules
from pipelines.filters.pii import pii
from pipelines.filters.secrets import secrets
from pipelines.signals import SIGNALS
from tests.fakes.judging import reason_for, reasons_for
from tests.fakes.secrets import text_with

pytestmark = pytest.mark.skipif(find_spec("presidio_analyzer") is None, reason="the extra 'privacy' is not installed")

MAIL = Record("mail", text="ask jo@example.com or ann@example.com")
PHONE = Record("phone", text="call 212-555-0123")
LINK = Record("link", text="see https://example.com/terms")
CLEAN = Record("clean", text="Section 2.3.3.4 ends on 03/14/2020 at $1,234,567.00")


def test_records_with_personal_data_are_dropped() -> None:
    reasons = ["2 e-mail addresses, more than 0", "1 phone numbers, more than 0", None, None]
    assert reasons_for(pii(), [MAIL, PHONE, LINK, CLEAN]) == reasons


def test_only_the_chosen_kinds_count() -> None:
    assert reasons_for(pii(kinds=["url"]), [MAIL, PHONE, LINK]) == [None, None, "1 web addresses, more than 0"]


def test_some_findings_can_be_put_up_with() -> None:
    assert reasons_for(pii(max_findings=1), [MAIL, PHONE]) == ["2 e-mail addresses, more than 1", None]


def test_the_filter_knows_every_kind_of_the_signal() -> None:
    rules = pii(kinds=list(SIGNALS.build("pii").schema.names))
    assert isinstance(rules, Rules)
    assert len(rules.rules) == len(SIGNALS.build("pii").columns)


def test_records_with_secrets_are_dropped() -> None:
    leak = Record("leak", instruction="deploy?", response=text_with("aws"))
    assert reasons_for(secrets(), [leak, CLEAN]) == ["1 secrets, more than 0", None]
    assert reason_for(secrets(max_findings=1), leak) is None


@pytest.mark.parametrize(
    ("make", "options", "line"),
    [
        (pii, {"kinds": ["person"]}, "no kind of personal data called 'person'; known: email"),
        (pii, {"kinds": []}, "no kinds are given"),
        (pii, {"max_findings": -1}, "-1 findings"),
        (secrets, {"max_findings": -1}, "-1 findings"),
    ],
)
def test_senseless_options_are_refused(make, options: dict, line: str) -> None:
    with pytest.raises(VerilodeError, match=line):
        make(**options)
