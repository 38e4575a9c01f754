"""ROUGE-L: the longest sequence of words that answer and expected answer share, in order."""

import re
from collections.abc import Sequence
from typing import Any

from training.metrics import Answered, Metric, Score
from training.metrics._extra import from_extra
from training.metrics._normal import normal
from training.metrics._scored import length_ratio, mean, scored

FITS = ("generate",)

_WORD = re.compile(r"\w+")


class _Words:
    """Words of any script; the library's own tokenizer knows a to z only."""

    def tokenize(self, text: str) -> list[str]:
        return _WORD.findall(text.casefold())


def rouge_l() -> Metric:
    """Mean F-measure of the longest common subsequence of words (Lin 2004, section 3), as rouge_score computes it.

    Parts: precision, recall and `length_ratio`.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        judge = from_extra("rouge_score.rouge_scorer", "rouge_l").RougeScorer(["rougeL"], tokenizer=_Words())
        found = [_of(judge, one) for one in answers]
        precision, recall = (mean([each[place] for each in found]) for place in (0, 1))
        parts = {"precision": precision, "recall": recall, "length_ratio": length_ratio(answers)}
        return scored((each[2] for each in found), parts)

    return metric


def _of(judge: Any, one: Answered) -> tuple[float, float, float]:
    """Precision, recall and F-measure; a text without a word equals itself."""
    if normal(one.expected) == normal(one.answered):
        return 1.0, 1.0, 1.0
    found = judge.score(one.expected, one.answered)["rougeL"]
    return float(found.precision), float(found.recall), float(found.fmeasure)
