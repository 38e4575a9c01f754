"""Token F1: how many words an answer shares with the expected one, in any order."""

import re
from collections import Counter
from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._scored import f1, length_ratio, scored

FITS = ("generate",)

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset(("a", "an", "the"))


def token_f1(*, drop_articles: bool = True) -> Metric:
    """Mean F1 over words, repeated ones counted as often as they stand there (Rajpurkar et al. 2016, section 6.1).

    Case and punctuation do not count. Parts: `length_ratio`, characters answered for each character expected.

    Args:
        drop_articles: Whether the English words a, an and the are left out, as SQuAD does.
    """

    def words(text: str) -> Counter[str]:
        found = _WORD.findall(text.casefold())
        kept = [word for word in found if word not in _ARTICLES] if drop_articles else found
        return Counter(kept)

    def metric(answers: Sequence[Answered]) -> Score:
        pairs = [(words(one.expected), words(one.answered)) for one in answers]
        items = (f1((wanted & said).total(), said.total(), wanted.total()) for wanted, said in pairs)
        return scored(items, {"length_ratio": length_ratio(answers)})

    return metric
