"""Executes: whether the code that was answered passes its unit tests, found out by running it."""

import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.metrics import Answered, Metric, Score
from training.metrics._pass_at_k import pass_at_k
from training.metrics._programs import checks, solutions
from training.metrics._scored import mean
from training.sandbox import Limits, Outcome, run_tests

_MOST_AT_A_TIME = 4


def executes(
    *,
    execute: bool = False,
    k: int = 1,
    seconds: float = 10.0,
    memory_mb: int = 512,
    isolation: Literal["namespaces", "limits"] = "namespaces",
) -> Metric:
    """Share of answers whose code passes the record's unit tests: pass@k (Chen et al. 2021, HumanEval).

    `meta` of each record holds `prompt`, `test` and `entry_point` as in HumanEval; an answer is the rest of the
    prompt's function or the whole function, in a code fence or not. Answers to the same record are attempts at it.
    Parts: share `out_of_time`. The code runs in a sandbox with the standard library alone, only when this is switched
    on.

    Args:
        execute: Run code that a model wrote on this machine; the recipe says so with `evaluate.execute: true`.
        k: How many attempts at a task count together.
        seconds: Longest time for one answer and its tests.
        memory_mb: Most memory of one process.
        isolation: `namespaces` leaves no network and no files in reach; `limits` does, and is for machines without
            namespaces and code you would run yourself.

    Raises:
        VerilodeError: when it is not switched on, the machine cannot isolate code, or a record has no tests.
    """
    if not execute:
        raise VerilodeError("metric 'executes' runs code that a model wrote: switch it on with evaluate.execute: true")
    limits = Limits(seconds=seconds, cpu_seconds=max(1, round(seconds)), memory_mb=memory_mb, isolation=isolation)

    def metric(answers: Sequence[Answered]) -> Score:
        outcomes = _run(answers, limits)
        late = mean([float(one.why == "out of time") for one in outcomes])
        return _score(answers, outcomes, k, late)

    return metric


def _run(answers: Sequence[Answered], limits: Limits) -> list[Outcome]:
    """Each answer's outcome in order; some run at a time."""
    tasks = [(solutions(one), *checks(one)) for one in answers]
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(min(_MOST_AT_A_TIME, os.cpu_count() or 1)) as pool:
        try:
            for outcome in pool.map(lambda task: run_tests(*task, limits), tasks):
                outcomes.append(outcome)
                progress("running answered code", len(outcomes), len(tasks))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return outcomes


def _score(answers: Sequence[Answered], outcomes: Sequence[Outcome], k: int, late: float) -> Score:
    """pass@k over records; each answer is an item of its own where there is one per record."""
    attempts: dict[str, list[bool]] = defaultdict(list)
    for one, outcome in zip(answers, outcomes, strict=True):
        attempts[one.record_id].append(outcome.passed)
    value = mean([pass_at_k(len(tried), sum(tried), k) for tried in attempts.values()])
    single = len(attempts) == len(answers)
    return Score(value, tuple(float(one.passed) for one in outcomes) if single else None, {"out_of_time": late})
