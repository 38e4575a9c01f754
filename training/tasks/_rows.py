"""The rows a run would read, split by split, as exchanges of which the answer carries loss."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.examples import Example, read_general, read_split, with_replay
from training.data.pairs import read_pairs, sides
from training.data.thumbs import read_thumbs
from training.trainers import TRAINERS, reads

SPLITS = ("train", "validation", "test")
_REJECTED = " rejected"


def rows_of(config: RunConfig) -> tuple[dict[str, list[Example]], list[Example]]:
    """Examples by split, and those of one epoch in the order of the run.

    General rows are the split `replay`, the worse answers of pairs `train rejected` and so on.

    Raises:
        VerilodeError: for a snapshot the trainer could not read, naming the records.
    """
    snapshot = Path(config.snapshot)
    if _writes_itself(config.trainer):
        raise VerilodeError(f"{config.trainer} teaches no answer of the snapshot, only what the model itself writes")
    if config.trainer == "sft":
        found = {name: read_split(snapshot, name) for name in SPLITS}
    else:
        found = {name: some for split in SPLITS for name, some in _answers(config, snapshot, split)}
    if not found["train"]:
        raise VerilodeError("has no training records", file=config.snapshot)
    if config.trainer == "sft" and config.replay_file:
        general = read_general(Path(config.replay_file))
        mixed = with_replay(found["train"], general, config.replay_share, config.seed)
        own = {id(example) for example in found["train"]}
        return {**found, "replay": [example for example in mixed if id(example) not in own]}, mixed
    return found, [example for name, some in found.items() if of_an_epoch(name) for example in some]


def tested(split: str) -> bool:
    """Whether a split is only measured on, never trained on."""
    return split.removesuffix(_REJECTED) == "test"


def of_an_epoch(split: str) -> bool:
    """Whether a split is read in training: not for validation, and not to be measured on."""
    return split.removesuffix(_REJECTED) in ("train", "replay")


def _answers(config: RunConfig, snapshot: Path, split: str) -> Iterator[tuple[str, list[Example]]]:
    """Every answer a trainer compares, or judges by itself."""
    if "generate" in reads(config.trainer):
        yield split, [thumb.as_example() for thumb in read_thumbs(snapshot, split, config.seed)]
    else:
        pairs = read_pairs(snapshot, split)
        both = sides(pairs)
        yield split, both[: len(pairs)]
        yield f"{split}{_REJECTED}", both[len(pairs) :]


def _writes_itself(trainer: str) -> bool:
    """Whether the model is taught by what it answers, several times to each prompt."""
    return any(option.name == "num_generations" for option in TRAINERS.options(trainer))
