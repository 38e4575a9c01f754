"""Ask a labeler (a local model or an LLM) for suggestions on unanswered records."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotation.suggest import EstimateReport, SuggestReport
from annotation.suggest import estimate as run_estimate
from annotation.suggest import suggest as run_suggest
from app.frame.assignments import assignments
from pipelines.store.project import Project

LONG = True


def suggest(
    project: Project,
    *,
    labeler: str | None = None,
    set: list[str] | None = None,
    estimate: bool = False,
    budget: float | None = None,
    max_tokens: int | None = None,
) -> SuggestReport | EstimateReport:
    """Suggest an answer for every standing record no person has answered. What is paid for is kept: an interrupted
    run goes on where it was.

    Args:
        labeler: A labeler's name (such as local or openai); default the recipe's.
        set: NAME=VALUE, repeatable: an option of the labeler, put over the recipe's.
        estimate: Only tell what it would take: records, tokens, money, time.
        budget: The most the labeler may ever cost this project, in the money its prices are in; default the recipe's.
        max_tokens: The most tokens it may ever use in this project, sent and answered together.
    """
    run = run_estimate if estimate else run_suggest
    return run(project, labeler, assignments(set or ()), budget=budget, max_tokens=max_tokens)


def show(result: SuggestReport | EstimateReport) -> Iterator[str]:
    """What a person reads."""
    if isinstance(result, EstimateReport):
        yield from _show_estimate(result)
        return
    again = " (asked before; nothing has changed since)" if result.reused else ""
    yield f"{result.labeler}: {result.suggested:,} of {result.asked:,} records have a suggestion{again}"
    for cause, count in sorted(result.causes.items(), key=lambda one: (-one[1], one[0])):
        yield f"  {count:,} need a person: {cause}"
    if result.held_out:
        yield f"  {result.held_out:,} verified records taught nothing: a snapshot measures on them"
    if result.spent_in_all.get("calls"):
        yield f"this run: {_cost(result.spent)}"
        yield f"in all:   {_cost(result.spent_in_all)}"


def _show_estimate(result: EstimateReport) -> Iterator[str]:
    told = result.estimate
    yield f"{result.labeler}: {told.records:,} records, {told.stored:,} of them answered and paid for already"
    if told.tokens_in is None or told.tokens_out is None:
        yield f"  {told.basis}"
    else:
        yield f"  about {told.tokens_in:,} tokens in and {told.tokens_out:,} out, without repeats ({told.basis})"
        yield f"  money: {'unknown; set price_in and price_out' if told.money is None else f'about {told.money:,.2f}'}"
    took = "unknown before the first answers" if told.seconds is None else f"about {_time(told.seconds)}"
    yield f"  time: {took}"
    if result.spent_in_all.get("calls"):
        yield f"  so far: {_cost(result.spent_in_all)}"
    if result.budget is not None:
        yield f"  budget: {result.budget:,.2f}"
    if result.max_tokens is not None:
        yield f"  budget: {result.max_tokens:,} tokens"


def _cost(spent: Mapping[str, Any]) -> str:
    """`1,200 calls, 1,180 answers, 1.2 million …`: what is known, and what is not."""
    parts = [f"{spent['calls']:,} calls", f"{spent['answers']:,} answers"]
    parts.append(f"{spent['tokens_in']:,} tokens in and {spent['tokens_out']:,} out")
    if spent["answers"] > spent["unpriced"] or not spent["answers"]:
        parts.append(f"{spent['money']:,.2f} spent")
    if spent["unpriced"]:
        parts.append(f"{spent['unpriced']:,} answers at an unknown price")
    if spent["lost"]:
        most = f", at most {spent['lost_money']:,.2f}" if spent["lost_money"] else ""
        parts.append(f"{spent['lost']:,} calls without an answer that may be charged{most}")
    return "; ".join(parts)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:,.0f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"
