"""Span F1: labelled places that are right to the character, or as far as they overlap."""

from collections.abc import Sequence
from typing import Literal

from training.metrics import Answered, Metric, Score
from training.metrics._scored import f1, mean, scored, share
from training.metrics._spans import Span, marked, read_spans, shared, whole

FITS = ("spans",)


def span_f1(*, match: Literal["exact", "overlap"] = "exact") -> Metric:
    """Mean F1 between the places said and wanted.

    Exact: label, start and end agree (as in CoNLL-2003, Tjong Kim Sang and De Meulder 2003). Overlap: characters that
    carry the right label (Pavlopoulos et al. 2021, section 4). Both are parts, beside exact precision and recall over
    all places together and the share of unreadable answers, which score 0.

    Args:
        match: What the value, and each question's own figure, counts.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        sides = [_sides(one) for one in answers]
        exact = [
            f1(len({*wanted} & {*said}), len(said), len(wanted)) if said is not None else 0.0 for wanted, said in sides
        ]
        overlap = [_overlap(wanted, said) if said is not None else 0.0 for wanted, said in sides]
        parts = {"exact": mean(exact), "overlap": mean(overlap)} | _pooled(sides)
        return scored(exact if match == "exact" else overlap, parts)

    return metric


def _sides(one: Answered) -> tuple[list[Span], list[Span] | None]:
    """Places wanted and said (None: unreadable); where the expected answer is no list, both texts are one passage."""
    wanted = read_spans(one.expected, one.prompt)
    if wanted is None:
        return whole(one.expected), whole(one.answered)
    return wanted, read_spans(one.answered, one.prompt)


def _exact(wanted: list[Span], said: list[Span] | None) -> float:
    return 0.0 if said is None else f1(len({*wanted} & {*said}), len(said), len(wanted))


def _overlap(wanted: list[Span], said: list[Span] | None) -> float:
    if said is None or wanted == said:
        return float(said is not None)  # also where there is no character to mark
    return f1(shared(wanted, said), marked(said), marked(wanted))


def _pooled(sides: Sequence[tuple[list[Span], list[Span] | None]]) -> dict[str, float]:
    hits = sum(len({*wanted} & {*(said or [])}) for wanted, said in sides)
    return {
        "precision": share(hits, sum(len(said or []) for _, said in sides)),
        "recall": share(hits, sum(len(wanted) for wanted, _ in sides)),
        "unreadable": mean([float(said is None) for _, said in sides]),
    }
