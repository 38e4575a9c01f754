"""Kahneman-Tversky optimisation with TRL (Ethayarajh et al. 2024): from single answers that are wanted or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.thumbs import Thumb, balancing_weights, read_thumbs
from training.loop.fit import Work, fit
from training.loop.reporter import Reporter
from training.preflight.rows import preflight
from training.trainers import Trainer
from training.trainers._figures import figures, logged
from training.trainers._pairs import VALIDATION_ROWS, as_dataset
from training.trainers._reference import reference

READS = ("rank", "preference", "generate")
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
    "rewards/margins": "reward_margin",
    "logps/chosen": "chosen_logp",
    "logps/rejected": "rejected_logp",
    "kl": "kl",
}


def kto(
    *,
    beta: float = 0.1,
    loss_type: Literal["kto", "apo_zero_unpaired"] = "kto",
    desirable_weight: float = 0.0,
    undesirable_weight: float = 0.0,
) -> Trainer:
    """Train on answers that people want or do not want: thumbs, or both sides of preference pairs.

    General rows are not replayed, nobody has judged them.

    Args:
        beta: How dearly a step away from the reference model is paid for; higher stays closer.
        loss_type: What is made of a thumb; `kto` is the paper's.
        desirable_weight: Weight of wanted answers; 0 balances the two groups, wanted : unwanted from 1 to 4/3.
        undesirable_weight: Weight of unwanted answers; 0 as above.
    """
    if beta <= 0:
        raise VerilodeError(f"trainer 'kto': option 'beta' must be above 0, not {beta}")
    if min(desirable_weight, undesirable_weight) < 0 or (desirable_weight > 0) != (undesirable_weight > 0):
        raise VerilodeError("trainer 'kto': give both desirable_weight and undesirable_weight above 0, or neither")
    settings = _Settings(beta, loss_type, (desirable_weight, undesirable_weight))
    return lambda config, folder, reporter: _train(settings, config, folder, reporter)


@dataclass(frozen=True, slots=True)
class _Settings:
    beta: float
    loss_type: str
    weights: tuple[float, float]


def _train(settings: _Settings, config: RunConfig, folder: Path, reporter: Reporter) -> None:
    snapshot = Path(config.snapshot)
    thumbs = read_thumbs(snapshot, "train", config.seed)
    held = read_thumbs(snapshot, "validation", config.seed)[:VALIDATION_ROWS]
    wanted = sum(thumb.label for thumb in thumbs)
    if not 0 < wanted < len(thumbs):
        raise VerilodeError(
            f"has {wanted} wanted and {len(thumbs) - wanted} unwanted answers; kto needs both", file=snapshot
        )
    if config.batch_size < 2:
        _refuse_single(1)
    _refuse_single(config.micro_batch)
    weights = settings.weights if any(settings.weights) else balancing_weights(thumbs)
    settings = _Settings(settings.beta, settings.loss_type, weights)

    def prepare(tokenizer: Any) -> Work:
        lengths = preflight(tokenizer, [thumb.as_example() for thumb in (*thumbs, *held)], config.max_length)
        counts = {"rows": lengths.rows, "tokens": lengths.tokens, "supervised": lengths.supervised, "wanted": wanted}
        return Work(
            lambda shared, values: _trainer(settings, config, thumbs, held, shared, values),
            {**counts, "desirable_weight": weights[0], "undesirable_weight": weights[1]},
            bool(held),
            rows=len(thumbs),
            sequences=lambda: ((t.record_id, [*(turn["content"] for turn in t.prompt), t.completion]) for t in thumbs),
            logged=logged(_NAMES, settings.beta),
        )

    fit(config, folder, reporter, prepare)


def _trainer(
    settings: _Settings,
    config: RunConfig,
    thumbs: Sequence[Thumb],
    held: Sequence[Thumb],
    shared: Mapping[str, Any],
    values: Mapping[str, Any],
) -> Any:
    from trl import KTOConfig, KTOTrainer

    _refuse_single(values["per_device_train_batch_size"])  # what is left where memory ran out
    args = KTOConfig(
        **values,
        max_length=config.max_length,
        beta=settings.beta,
        loss_type=settings.loss_type,
        desirable_weight=settings.weights[0],
        undesirable_weight=settings.weights[1],
    )
    return KTOTrainer(
        args=args,
        train_dataset=as_dataset(thumbs),
        eval_dataset=as_dataset(held),
        **{**shared, "callbacks": [figures(_NAMES, settings.beta), *shared["callbacks"]]},
        ref_model=reference(config),
    )


def _refuse_single(rows: int) -> None:
    if rows == 1:
        raise VerilodeError("kto compares the answers of a batch: batch_size and micro_batch must be at least 2")
