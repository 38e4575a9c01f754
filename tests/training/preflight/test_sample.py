"""Sampled rows: the extremes and some by chance, the same every time."""

from tests.fakes.chats import chat
from training.preflight.render import Row
from training.preflight.sample import sample

ROWS = [
    Row(chat(f"r{i}", "user: a", "assistant: b"), ids=[1] * length, start=length - 3)
    for i, length in enumerate((9, 5, 7, 6))
]
SHORT = Row(chat("short", "user: a", "assistant: b"), ids=[1] * 8, start=6)
BROKEN = Row(chat("broken", "user: a", "assistant: b"), broken="no")


def names(count: int, seed: int = 0) -> list[tuple[str, str]]:
    return [(row.example.record_id, why) for row, why in sample([*ROWS, BROKEN, SHORT], count, seed)]


def test_the_extremes_come_first() -> None:
    assert names(2) == [("short", "shortest answer"), ("r0", "longest row")]


def test_others_are_drawn_by_chance_and_never_twice() -> None:
    drawn = names(99)
    assert len(drawn) == 5
    assert {why for _, why in drawn[2:]} == {"random"}
    assert "broken" not in dict(drawn)


def test_a_seed_draws_the_same() -> None:
    assert names(3, seed=1) == names(3, seed=1)
    assert len({tuple(names(3, seed=seed)) for seed in range(9)}) > 1


def test_nothing_to_draw_from() -> None:
    assert sample([BROKEN], 3) == []
    assert names(0) == []
