"""The guard against figures that are no numbers: which step was the first, at no cost to the steps that are sound."""

from typing import Any


class Health:
    """Losses and gradient norms since the last look, kept where they were computed: reading one would wait for it."""

    def __init__(self) -> None:
        self._seen: list[tuple[int, Any]] = []

    def see(self, step: int, figure: Any) -> None:
        """Keep a figure of a step."""
        self._seen.append((step, figure))

    def first_bad(self) -> int | None:
        """The first step with a figure that is not finite since the last look; waits for the device once."""
        steps, figures = [step for step, _ in self._seen], [_plain(figure) for _, figure in self._seen]
        self._seen.clear()
        return next((step for step, fine in zip(steps, _finite(figures), strict=True) if not fine), None)


def _finite(figures: list[Any]) -> list[bool]:
    import torch

    if not figures:
        return []
    device = next((each.device for each in figures if each.device.type != "cpu"), figures[0].device)
    return torch.isfinite(torch.stack([each.float().to(device) for each in figures])).tolist()


def _plain(figure: Any) -> Any:
    import torch

    figure = torch.as_tensor(figure).detach()
    return getattr(figure, "full_tensor", lambda: figure)().reshape(-1).sum()


def watched(trainer: Any) -> Health:
    """Let a trainer keep the loss of every micro-batch and the gradient norm of every step.

    Both are seen inside TRL's classes only, so the object gets a subclass of its own class; no callback is told them.
    """
    kind, health = type(trainer), Health()

    class Watched(kind):  # type: ignore[misc, valid-type]
        """The trainer as it was, watched."""

        def training_step(self, *args: Any, **options: Any) -> Any:
            loss = super().training_step(*args, **options)
            health.see(self.state.global_step + 1, loss)
            return loss

        def _get_grad_norm(self, *args: Any, **options: Any) -> Any:
            norm = super()._get_grad_norm(*args, **options)
            health.see(self.state.global_step + 1, norm)
            return norm

    Watched.__name__ = Watched.__qualname__ = kind.__name__
    trainer.__class__ = Watched
    return health


def all_finite(model: Any) -> bool:
    """Whether every trained weight is a number; one wait for the device, so only before a checkpoint is written."""
    trained = [each.detach() for each in model.parameters() if each.requires_grad and each.numel()]
    return all(_finite([_plain(weights.abs().amax()) for weights in trained]))
