"""The LLM judge's view of base against tuned: an advice, unless the recipe lets it count."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.core.ids import coin
from training.metrics import Answered

_MOST = 200
"""Pairs that are judged when the recipe does not say how many: each costs two calls."""
_OURS = ("criterion", "gate", "most")


def judge_answers(
    settings: Mapping[str, Any], base: Sequence[Answered], tuned: Sequence[Answered], folder: Path
) -> dict[str, Any]:
    """Ask the judge which of two answers is better; which pairs it sees is decided by the records' own coins.

    Args:
        settings: The recipe's `evaluate.judge`: the endpoint's entries, `criterion`, `most` (pairs) and `gate`.
        base: The base's answers.
        tuned: The tuned model's, in the same order.
        folder: Where paid replies are kept.

    Raises:
        VerilodeError: for a wrong entry, or an endpoint that does not answer.
    """
    from training.judging import Endpoint, Pair, judge_pairs

    endpoint = Endpoint.of({name: value for name, value in settings.items() if name not in _OURS})
    chosen = sorted(zip(base, tuned, strict=True), key=lambda pair: coin("judge", pair[0].record_id))
    chosen = chosen[: int(settings.get("most", _MOST))]
    pairs = [Pair(one.record_id, one.prompt, two.answered, one.answered) for one, two in chosen]
    criterion, ledger = str(settings.get("criterion", "")), folder / "judge-ledger.jsonl"
    found = judge_pairs(pairs, endpoint, criterion=criterion, ledger=ledger)
    return {**found.as_dict(), "model": endpoint.model}
