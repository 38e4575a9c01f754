"""Which verified examples a record is shown with."""

import math
import random
import re

from annotation.labelers import Example, Question
from annotation.labelers._chat.nearest import Nearest

CARD = Example("my card was charged twice", "billing", None, "e1")
MONEY = Example("I want my money back", "refund", None, "e2")


def test_the_rarest_shared_words_choose_the_examples() -> None:
    assert Nearest([CARD, MONEY]).to(Question("q", "give me back the money"), 1) == [1]
    assert Nearest([CARD, MONEY]).to(Question("q", "charged"), 2) == [0, 1]


def test_a_record_is_never_its_own_example() -> None:
    assert Nearest([CARD, MONEY]).to(Question("e1", CARD.text), 2) == [1]


def test_without_examples_or_shared_words_nothing_is_scored() -> None:
    assert Nearest([]).to(Question("q", "x"), 3) == []
    assert Nearest([CARD, MONEY]).to(Question("q", "?!"), 1) == [0]
    assert Nearest([CARD, MONEY]).to(Question("q", "card"), 0) == []


def test_the_index_finds_what_a_look_at_every_example_finds() -> None:
    dice = random.Random(1)
    texts = [" ".join(dice.choices("abcdefghij", k=4)) for _ in range(60)]
    examples = [Example(text, "x", None, f"e{place}") for place, text in enumerate(texts)]

    def score(question: str, place: int) -> float:
        words = set(texts[place].split())
        holding = {word: sum(word in text.split() for text in texts) for word in words}
        shared = sum(math.log1p(len(texts) / holding[word]) for word in words & set(re.findall(r"\w+", question)))
        return shared / math.sqrt(len(words))

    for question in ("a b c", "j", "d e f g h i"):
        found = Nearest(examples).to(Question("q", question), 5)
        wanted = sorted((round(score(question, place), 9) for place in range(60)), reverse=True)[:5]
        assert [round(score(question, place), 9) for place in found] == wanted
