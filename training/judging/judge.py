"""Judging pairs: each in both orders, some at a time, nothing paid twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.judging.asking import Judge
from training.judging.endpoint import Endpoint
from training.judging.ledger import Ledger
from training.judging.pairs import Pair, Side
from training.judging.people import Votes, checked
from training.judging.question import Choice, Question
from training.judging.result import Judged, Verdict, summarise

_PATIENCE = 8
"""Pairs in a row without a verdict after which asking on would only cost."""


def judge_pairs(
    pairs: Sequence[Pair],
    endpoint: Endpoint,
    *,
    criterion: str = "",
    ledger: Path | None = None,
    votes: Votes = (),
    workers: int = 4,
) -> Judged:
    """Let a language model choose between two answers to each question (Zheng et al. 2023, section 3.4).

    Equal answers are a tie and cost nothing. Verdicts are kept in the ledger as they come, so that an interrupted or
    repeated run asks only what is new.

    Args:
        pairs: What to judge.
        endpoint: Which model, and where.
        criterion: What makes an answer better, in a sentence; empty for a general one.
        ledger: A file of verdicts, made if need be.
        votes: Winners by people (item and a, b or tie), to measure the judge by.
        workers: Questions under way at a time.

    Raises:
        VerilodeError: when there are no pairs, the endpoint cannot be reached or refuses, or nothing can be read.
    """
    _check(pairs, votes)
    with closing(Ledger(ledger)) as kept, closing(Judge(endpoint, kept)) as judge:
        verdicts = _ask_all(pairs, judge, criterion, workers)
        calls = judge.calls
    if not any(verdicts):
        raise VerilodeError(f"the judge {endpoint.model!r} gave no verdict that could be read on any pair")
    return summarise(pairs, verdicts, votes, calls)


def _check(pairs: Sequence[Pair], votes: Votes) -> None:
    if not pairs:
        raise VerilodeError("there is nothing to judge: no item has both answers")
    if len({pair.item_id for pair in pairs}) < len(pairs):
        raise VerilodeError("two pairs to judge have the same item id")
    checked(votes)  # before anything is paid for


def _ask_all(pairs: Sequence[Pair], judge: Judge, criterion: str, workers: int) -> list[Verdict | None]:
    verdicts: list[Verdict | None] = []
    with ThreadPoolExecutor(max(1, workers)) as pool:
        try:
            for verdict in pool.map(lambda pair: _ask(pair, judge, criterion), pairs):
                verdicts.append(verdict)
                progress("judging pairs", len(verdicts), len(pairs))
                if len(verdicts) >= _PATIENCE and not any(verdicts[-_PATIENCE:]):
                    raise VerilodeError(f"the judge gave no verdict that could be read on {_PATIENCE} pairs in a row")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return verdicts


def _ask(pair: Pair, judge: Judge, criterion: str) -> Verdict | None:
    """Both orders; without the first verdict the second is worth nothing, and is not asked for."""
    if pair.same:
        return Verdict(pair.item_id, "tie", "tie")
    one = judge.verdict(Question(pair.item_id, pair.prompt, pair.a, pair.b, criterion))
    if one is None:
        return None
    other = judge.verdict(Question(pair.item_id, pair.prompt, pair.b, pair.a, criterion))
    if other is None:
        return None
    return Verdict(pair.item_id, _side(one, "a", "b"), _side(other, "b", "a"))


def _side(choice: Choice, first: Side, second: Side) -> Side:
    return {"first": first, "second": second, "tie": "tie"}[choice]
