"""Choosing tokens: the noise draws from the softmax, a seed repeats, a row does not see its neighbours."""

import pytest

from training.serving.sampling import Draw, Pick

pytestmark = pytest.mark.train
LOGITS = [2.0, 1.0, 0.0, -1.0]


def chosen(draws: list[Draw], steps: int = 1, logits: list[float] = LOGITS) -> list[list[int]]:
    """What each row chooses, step by step."""
    import torch

    pick = Pick(draws, "cpu")
    scores = torch.tensor([logits] * len(draws))
    return torch.stack([pick(None, scores.clone()).argmax(-1) for _ in range(steps)]).T.tolist()


def test_temperature_0_takes_the_most_likely() -> None:
    assert chosen([Draw(), Draw()], steps=3) == [[0, 0, 0], [0, 0, 0]]


def test_draws_follow_the_softmax_at_their_temperature() -> None:
    import torch

    for temperature in (0.7, 1.0, 2.0):
        (tokens,) = chosen([Draw(temperature, seed=1)], steps=4000)
        seen = torch.bincount(torch.tensor(tokens), minlength=4) / 4000
        wanted = (torch.tensor(LOGITS) / temperature).softmax(-1)
        assert (seen - wanted).abs().max() < 0.03


def test_top_p_leaves_the_smallest_set_that_holds_it() -> None:
    (tokens,) = chosen([Draw(1.0, 0.7, seed=1)], steps=300)
    assert set(tokens) == {0, 1}  # the softmax gives .64 and .24
    (tokens,) = chosen([Draw(1.0, 0.0, seed=1)], steps=100)
    assert set(tokens) == {0}


def test_a_seed_repeats_whoever_stands_beside() -> None:
    drawn = Draw(1.5, seed=7)
    (alone,) = chosen([drawn], steps=50)
    beside = chosen([Draw(1.5, seed=8), drawn, Draw()], steps=50)
    assert beside[1] == alone != beside[0]


def test_without_a_seed_it_differs() -> None:
    rows = chosen([Draw(2.0), Draw(2.0)], steps=50)
    assert rows[0] != rows[1]


def test_probabilities_are_the_models_own() -> None:
    import torch

    pick, scores = Pick([Draw(2.0, 0.1, 3)], "cpu"), torch.tensor([LOGITS])
    pick(None, scores)
    assert torch.equal(pick.logprobs, scores.log_softmax(-1))
