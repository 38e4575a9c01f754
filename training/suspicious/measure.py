"""The worker's part: losses under the run's model and its base, and the model's own answers, written as one table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.config import RunConfig
from training.data.examples import Example, read_split
from training.models.identity import model_hash
from training.models.load import load_base, load_tokenizer, load_tuned
from training.suspicious.losses import Loss, answer_losses, own_answers

FILE = "losses.parquet"
SPLITS = ("train", "validation")
SCHEMA = pa.schema(
    [("record_id", pa.string()), ("split", pa.string()), ("tokens", pa.int64())]
    + [("loss", pa.float64()), ("base_loss", pa.float64())]
    + [("prompt", pa.string()), ("expected", pa.string()), ("answered", pa.string()), ("confidence", pa.float64())]
)


def measure_losses(config: RunConfig, run: Path, folder: Path) -> None:
    """Write `losses.parquet` with every train and validation record of the run's snapshot.

    Raises:
        VerilodeError: for a base that is not the run's, or a model without training records.
    """
    base = Path(config.base)
    if model_hash(base) != config.base_hash:
        raise VerilodeError("is not the base this run was trained on", file=base)
    examples = [(split, one) for split in SPLITS for one in read_split(Path(config.snapshot), split)]
    if not examples:
        raise VerilodeError("has no records to look at", file=config.snapshot)
    asked, tokenizer = [one for _, one in examples], load_tokenizer(base)
    untuned = _measured(load_base(base, config.dtype), tokenizer, asked, "loss under the base")
    model = load_tuned(run / "model", base, config.dtype)
    tuned = _measured(model, tokenizer, asked, "loss under the run's model")
    said = own_answers(model, tokenizer, asked, lambda done: progress("the model's own answers", done, len(asked)))
    rows = [
        {
            "record_id": one.record_id,
            "split": split,
            "tokens": mine.tokens,
            "loss": mine.loss,
            "base_loss": before.loss,
            "prompt": one.prompt[-1]["content"],
            "expected": one.answer,
            "answered": own.text,
            "confidence": own.confidence,
        }
        for (split, one), mine, before, own in zip(examples, tuned, untuned, said, strict=True)
    ]
    temporary = folder / f".{FILE}"
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), temporary)
    temporary.replace(folder / FILE)


def _measured(model: Any, tokenizer: Any, examples: Sequence[Example], label: str) -> list[Loss]:
    return answer_losses(model, tokenizer, examples, lambda done: progress(label, done, len(examples)))
