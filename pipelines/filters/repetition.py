"""Drop records that say the same thing over and over."""

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter


def repetition(*, max_line_share: float = 0.5, max_ngram_share: float = 0.5, ngram: int = 5) -> Filter:
    """Keep records in which few lines and few word n-grams come again.

    The measures are like those of Rae et al. 2021 (Gopher, table A1), on words and with looser limits: the published
    ones, `gopher_repetition`, are made for web pages and drop sound dialogue and program code.

    Args:
        max_line_share: Largest share of lines (of at least five that are not blank) that repeat an earlier line.
        max_ngram_share: Largest share of words that lie in an n-gram which was there before.
        ngram: Words in one n-gram; texts with fewer than four times as many words are not judged by it.
    """
    if ngram < 1:
        raise VerilodeError(f"repetition: an n-gram has at least one word, not {ngram}")
    lines, runs = "of its lines repeat an earlier line", f"of its words are in repeated runs of {ngram}"
    return Rules(
        {"text": {}, "repetition": {} if ngram == 5 else {"ngram": ngram}},
        [
            Within("lines", "text.repeated_line_share", lines, high=max_line_share, share=True),
            Within("ngrams", "repetition.run_share", runs, high=max_ngram_share, share=True),
        ],
    )
