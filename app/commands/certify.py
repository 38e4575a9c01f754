"""Issue the certificate over the audit's answers, or try it on data already labelled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from annotation.certificate.tryout import TryOut, try_out
from annotation.certify import CertifyReport
from annotation.certify import certify as issue
from pipelines.core.errors import VerilodeError
from pipelines.sources import Bad, open_source
from pipelines.store.project import Project

LONG = True


def certify(
    project: Project | None = None,
    *,
    epsilon: float | None = None,
    delta: float | None = None,
    strict: bool = False,
    stratum: list[str] | None = None,
    careless: float = 0.0,
    planted: int = 0,
    try_file: Annotated[
        Path | None, typer.Option("--try", help="A file with suggested, true and score columns.")
    ] = None,
    suggested: str | None = None,
    truth: str | None = None,
    score: str | None = None,
    audit_rate: float | None = None,
    repeats: int = 200,
    seed: int = 0,
) -> CertifyReport | TryOut:
    """State how many accepted suggestions are wrong at most, and what people still have to do.

    Args:
        epsilon: Largest share of wrong labels to allow; default the recipe's, else 0.05.
        delta: Risk of being wrong about that; default the recipe's, else 0.05.
        strict: Promise about the accepted labels themselves instead of the whole set; default the recipe's.
        stratum: A label that gets a promise of its own; may be given several times; default the recipe's.
        careless: With --try, the probability that a reviewer overlooks a wrong suggestion.
        planted: With --try, known errors planted in each audit, from which it learns how careless reviewers are.
        suggested: With --try, the column of the suggested label.
        truth: With --try, the column of the right label.
        score: With --try, the column of the confidence.
        audit_rate: With --try, the share of records to audit.
        repeats: With --try, how many audits to draw.
        seed: With --try, decides the draws.
    """
    if try_file is None:
        if project is None:
            raise VerilodeError("no project here; give --project DIR, or --try FILE for labelled data")
        return issue(project, epsilon, delta, strict or None, stratum or ())
    if not (suggested and truth and score):
        raise VerilodeError("--try needs --suggested, --truth and --score, the names of three columns")
    columns = _columns(try_file, (suggested, truth, score))
    rates = {"epsilon": 0.05 if epsilon is None else epsilon, "delta": 0.05 if delta is None else delta}
    people = {"careless": careless, "seeds": planted, "strictly": strict}
    return try_out(*columns, audit_rate=audit_rate, repeats=repeats, seed=seed, **rates, **people)


def _columns(file: Path, names: tuple[str, str, str]) -> tuple[list[str], list[str], list[float]]:
    """The three columns; rows that cannot be read or have no number as score are refused by line."""
    rows: list[tuple[Any, Any, float]] = []
    for row in open_source(file):
        if isinstance(row, Bad):
            raise VerilodeError(f"{row.reason}: {row.detail}", file=file, line=row.line)
        if missing := [name for name in names if name not in row.values]:
            raise VerilodeError(
                f"no column {missing[0]!r}; there are: {', '.join(row.values)}", file=file, line=row.line
            )
        rows.append((*(str(row.values[name]) for name in names[:2]), _number(row.values[names[2]], file, row.line)))
    if not rows:
        raise VerilodeError("no rows", file=file)
    first, second, third = zip(*rows, strict=True)
    return list(first), list(second), list(third)


def _number(value: Any, file: Path, line: int) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise VerilodeError(f"score {value!r} is not a number", file=file, line=line) from None


def show(result: CertifyReport | TryOut) -> Iterator[str]:
    """What a person reads."""
    if isinstance(result, TryOut):
        yield f"{result.records:,} records, {result.audited:,} audited, {result.accepted:,} accepted unseen"
        yield f"saved {result.saved:.1%} (mean {result.saved_mean:.1%}); wrong labels left: {result.wrong_left:,}"
        yield f"the promise failed in {result.violation_rate:.1%} of the audits; allowed are {result.delta:.1%}"
        return
    yield from result.sentences
    if result.looks > 1:
        yield f"look {result.look} of {result.looks} planned"
    if result.left_to_people:
        yield f"{result.left_to_people:,} records below the line wait for people: verilode app"
