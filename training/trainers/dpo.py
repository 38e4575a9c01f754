"""Direct preference optimisation with TRL (Rafailov et al. 2023): the better answer becomes the more probable one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.pairs import Pair
from training.loop.fit import Work, fit
from training.loop.reporter import Reporter
from training.trainers import Trainer
from training.trainers._figures import figures, logged
from training.trainers._pairs import as_dataset, counted, pairs_of, sequences
from training.trainers._reference import reference

Loss = Literal[
    "sigmoid", "sigmoid_norm", "ipo", "hinge", "robust", "exo_pair", "nca_pair", "bco_pair", "apo_zero", "apo_down"
]
READS = ("rank", "preference")
DEFAULTS = {"learning_rate": 1e-5}
TINY = {
    "adapter": "lora",
    "steps": 50,
    "batch_size": 16,
    "learning_rate": 2e-4,
    "warmup_steps": 5,
    "max_length": 256,
    "eval_every": 25,
}
_NAMES = {
    "rewards/accuracies": "reward_accuracy",
    "rewards/margins": "reward_margin",
    "logps/chosen": "chosen_logp",
    "logps/rejected": "rejected_logp",
}
_SMOOTHED = ("robust", "exo_pair")


def dpo(
    *,
    beta: float = 0.1,
    loss_type: Loss = "sigmoid",
    sft_weight: float = 0.0,
    label_smoothing: float = 0.0,
    precompute_ref: bool = False,
) -> Trainer:
    """Train on preference pairs; judge the result by what it answers, never by its reward accuracy.

    General rows are not replayed, a pair has two answers and they have one: what must not be forgotten is kept by a
    small learning rate, a higher beta and `sft_weight`, and is measured by the general suites.

    Args:
        beta: How dearly a step away from the reference model is paid for; higher stays closer.
        loss_type: What is made of a pair; `sigmoid` is the paper's, `ipo` overfits less on pairs that are always
            decided alike, `robust` expects some of them to be wrong.
        sft_weight: Weight of the plain loss on the better answer, added; 1 keeps it from becoming less probable.
        label_smoothing: Share of pairs expected to be turned round; for `robust` (below .5) and `exo_pair` (above 0).
        precompute_ref: Ask the reference model once before training instead of at every step; about a quarter faster.
    """
    settings = _Settings(beta, loss_type, sft_weight, label_smoothing, precompute_ref)
    if beta <= 0:
        raise VerilodeError(f"trainer 'dpo': option 'beta' must be above 0, not {beta}")
    if sft_weight < 0:
        raise VerilodeError(f"trainer 'dpo': option 'sft_weight' must be at least 0, not {sft_weight}")
    if not 0 <= label_smoothing < 0.5 or (label_smoothing > 0) and loss_type not in _SMOOTHED:
        raise VerilodeError(
            f"trainer 'dpo': option 'label_smoothing' is {label_smoothing}; it is below .5, and above 0 only with "
            f"loss_type {' or '.join(_SMOOTHED)}"
        )
    if loss_type == "exo_pair" and not label_smoothing:
        raise VerilodeError("trainer 'dpo': loss_type 'exo_pair' needs the option 'label_smoothing', such as 0.001")
    return lambda config, folder, reporter: _train(settings, config, folder, reporter)


@dataclass(frozen=True, slots=True)
class _Settings:
    beta: float
    loss_type: str
    sft_weight: float
    label_smoothing: float
    precompute_ref: bool


def _train(settings: _Settings, config: RunConfig, folder: Path, reporter: Reporter) -> None:
    pairs, held = pairs_of(config)

    def prepare(tokenizer: Any) -> Work:
        return Work(
            lambda shared, values: _trainer(settings, config, pairs, held, shared, values),
            counted(tokenizer, [*pairs, *held], config),
            bool(held),
            rows=len(pairs),
            sequences=lambda: sequences(pairs),
            logged=logged(_NAMES, settings.beta),
        )

    fit(config, folder, reporter, prepare)


def _trainer(
    settings: _Settings,
    config: RunConfig,
    pairs: list[Pair],
    held: list[Pair],
    shared: Mapping[str, Any],
    values: Mapping[str, Any],
) -> Any:
    from trl import DPOConfig, DPOTrainer

    losses = {settings.loss_type: 1.0} | ({"sft": settings.sft_weight} if settings.sft_weight else {})
    args = DPOConfig(
        **values,
        max_length=config.max_length,
        beta=settings.beta,
        loss_type=list(losses),
        loss_weights=list(losses.values()),
        label_smoothing=settings.label_smoothing,
        precompute_ref_log_probs=settings.precompute_ref,
    )
    callbacks = [figures(_NAMES, settings.beta), *shared["callbacks"]]
    return DPOTrainer(
        args=args,
        train_dataset=as_dataset(pairs),
        eval_dataset=as_dataset(held),
        **{**shared, "callbacks": callbacks},
        ref_model=None if settings.precompute_ref else reference(config),
    )
