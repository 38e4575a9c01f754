"""Where training and validation part."""

import pytest

from training.loop.parting import parting


def rows(train: list[float], held: list[float]) -> list[dict[str, float]]:
    """Both losses at steps 10, 20 ..."""
    seen = [{"step": 10 * i, "loss": loss} for i, loss in enumerate(train, 1)]
    return sorted(
        [*seen, *({"step": 10 * i, "eval_loss": loss} for i, loss in enumerate(held, 1))], key=lambda r: r["step"]
    )


@pytest.mark.parametrize(
    ("train", "held", "step"),
    [
        ([3, 2, 1, 0.5], [3, 2, 2.2, 2.5], 20),
        ([3, 2, 1, 0.5], [3, 2, 2.2, 1.9], None),  # it came back
        ([3, 2, 1, 0.5], [3, 2, 1.5, 1.2], None),  # still together
        ([3, 2, 2.5, 4], [3, 2, 2.6, 4], None),  # both got worse: that is no learning by heart
        ([3, 2, 1], [2, 2, 2], None),
        ([3, 2, 1], [2, 2, 2.5], 20),
        ([3], [2], None),
        ([], [], None),
        ([3, 2], [], None),
    ],
)
def test_validation_gets_worse_while_training_gets_better(train, held, step) -> None:
    assert parting(rows(train, held)) == step


def test_rows_with_other_figures_are_passed_over() -> None:
    assert parting([{"step": 0, "rows": 5}, {"step": 1, "learning_rate": 0.1}]) is None
