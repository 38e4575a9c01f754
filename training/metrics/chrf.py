"""chrF: overlap in character n-grams, which forgives inflection and suits every script."""

from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._extra import from_extra
from training.metrics._normal import normal
from training.metrics._scored import length_ratio, scored

FITS = ("generate", "edit")


def chrf(*, word_order: int = 0) -> Metric:
    """Mean over answers of the character n-gram F-score chrF (Popović 2015), as sacrebleu computes it, from 0 to 1.

    Parts: `corpus`, over all answers as one text, which is the figure that papers report; `length_ratio`.

    Args:
        word_order: Longest word n-grams that count, too; 2 makes it chrF++ (Popović 2017).
    """

    def metric(answers: Sequence[Answered]) -> Score:
        judge = from_extra("sacrebleu.metrics", "chrf").CHRF(word_order=word_order)

        def of(one: Answered) -> float:
            if normal(one.expected, False) == normal(one.answered, False):
                return 1.0  # also of texts that are too short for any n-gram
            return float(judge.sentence_score(one.answered, [one.expected]).score) / 100

        if not answers:
            return scored([])
        corpus = judge.corpus_score([one.answered for one in answers], [[one.expected for one in answers]])
        return scored(map(of, answers), {"corpus": corpus.score / 100, "length_ratio": length_ratio(answers)})

    return metric
