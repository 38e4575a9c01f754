"""What asking would take, told before anything is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotation.labelers._ledger import Measured, Prices, Tokens
from annotation.labelers._types import Estimate

_BYTES_PER_TOKEN = 4
_ENOUGH = 20
"""Answers of a model from which its own figures are believed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One call that would be made: bytes of the request, and of the answer as it is likely to look."""

    sent: int
    answered: int


def estimate(
    records: int, stored: int, planned: Iterable[Planned], measured: Measured, prices: Prices, concurrency: int
) -> Estimate:
    """Tokens, money and seconds of the calls that are planned, without repeats.

    Args:
        records: All that are asked about.
        stored: Those of them that are answered already.
        planned: The calls for the others.
        measured: What the model's answers were like so far.
        prices: Of the model.
        concurrency: Calls under way at the same time.
    """
    sent = answered = calls = 0
    for one in planned:
        sent, answered, calls = sent + one.sent, answered + one.answered, calls + 1
    if measured.counted >= _ENOUGH:
        tokens = Tokens(
            round(sent * measured.tokens_in / max(measured.sent_bytes, 1)),
            round(calls * measured.tokens_out / measured.counted),
        )
        basis = f"as this model counted them in {measured.counted:,} answers so far"
    else:
        tokens = Tokens(sent // _BYTES_PER_TOKEN, answered // _BYTES_PER_TOKEN)
        basis = "one token for every 4 bytes, before this model has counted any"
    pace = measured.seconds / measured.answers / concurrency if measured.answers >= _ENOUGH else None
    seconds = None if pace is None else calls * pace
    return Estimate(records, stored, tokens.into, tokens.out, basis, prices.of(tokens), seconds)
