"""The next token of every row of a batch, each by its own temperature and seed."""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple


class Draw(NamedTuple):
    """How one row chooses: temperature 0 takes the most likely token."""

    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None


class Pick:
    """A logits processor after which the largest score of each row is the token it chooses.

    A row that draws gets noise of its own: the largest of `logits / temperature + Gumbel noise` is a draw from the
    softmax (Gumbel 1954; Maddison et al. 2014). So greedy rows and drawing rows share one batch, and a seed gives the
    same answer whoever else is in it.
    """

    def __init__(self, draws: Sequence[Draw], device: Any) -> None:
        self._draws = draws
        self._chance = {i: _generator(draw.seed, device) for i, draw in enumerate(draws) if draw.temperature > 0}
        self.logprobs: Any = None

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Scores (rows × vocabulary) as they are compared; `logprobs` keeps what the model said."""
        self.logprobs = scores.float().log_softmax(-1)
        if not self._chance:
            return scores
        compared = scores.float().clone()
        for i, generator in self._chance.items():
            compared[i] = _noisy(self.logprobs[i], self._draws[i], generator)
        return compared


def _generator(seed: int | None, device: Any) -> Any:
    import torch

    return torch.Generator(device).manual_seed(secrets.randbits(63) if seed is None else seed)


def _noisy(logprobs: Any, draw: Draw, generator: Any) -> Any:
    import torch

    logits = (logprobs / draw.temperature).log_softmax(-1)
    if draw.top_p < 1:
        likely, order = logits.sort(descending=True)
        before = likely.exp().cumsum(-1) - likely.exp()
        out = order[(before >= draw.top_p) & (torch.arange(len(order), device=order.device) > 0)]
        logits[out] = -torch.inf
    uniform = torch.rand(logits.shape, generator=generator, device=logits.device)
    return logits - torch.log(-torch.log(uniform.clamp_min(1e-20)))
