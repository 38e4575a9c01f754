"""Which verified examples a record is shown with: those it shares rare words with."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from annotation.labelers._types import Example, Question


class Nearest:
    """An inverted index of examples: a question reads the entries of its own words, not all examples."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._ids = [example.record_id for example in examples]
        holding: dict[str, list[int]] = defaultdict(list)
        sizes = []
        for place, example in enumerate(examples):
            words = _words(example.text)
            sizes.append(len(words))
            for word in words:
                holding[word].append(place)
        # rare words weigh more, and long texts do not win by their length
        shorter = 1 / np.sqrt(np.maximum(sizes, 1))
        self._places = {word: np.array(places, np.intp) for word, places in holding.items()}
        self._weights = {
            word: math.log1p(len(self._ids) / len(places)) * shorter[places] for word, places in self._places.items()
        }

    def to(self, question: Question, most: int) -> list[int]:
        """Places of up to `most` examples, nearest first, ties in their given order; never the record itself."""
        count = len(self._ids)
        wanted = min(most + 1, count)
        if most < 1 or not count:
            return []
        words = [word for word in sorted(_words(question.text)) if word in self._places]
        if words:
            places = np.concatenate([self._places[word] for word in words])
            shared = np.bincount(places, np.concatenate([self._weights[word] for word in words]), count)
        else:
            shared = np.zeros(count)
        bar = np.partition(shared, count - wanted)[count - wanted]
        best = np.flatnonzero(shared >= bar)
        ranked = best[np.argsort(-shared[best], kind="stable")]
        return [place for place in ranked[:wanted].tolist() if self._ids[place] != question.record_id][:most]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
