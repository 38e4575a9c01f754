"""A small world of two tones: a base that answers curtly, and pairs that prefer polite answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.tone import write_tone
from training.base.tiny import THREADS, TinyOptions, TinyTexts, build_tiny
from training.config import RunConfig
from training.data.examples import read_general, read_split
from training.models.generate import generate
from training.models.identity import model_hash
from training.models.load import load_base, load_tokenizer, load_tuned
from training.trainers import TRAINERS

SMALL = TinyOptions(hidden=64, layers=2, steps=150, chat_share=1.0)


class Rows(list[dict[str, float]]):
    """A reporter that keeps what it is told."""

    def log(self, row: dict[str, float]) -> None:
        self.append(row)


@dataclass(frozen=True)
class Tone:
    """The world of two tones."""

    root: Path

    @property
    def base(self) -> Path:
        return self.root / "base"

    def config(self, **changes: Any) -> RunConfig:
        """Thirty steps of LoRA."""
        config = RunConfig(
            snapshot=str(self.root / "snapshot"),
            base=str(self.base),
            base_hash=model_hash(self.base),
            steps=30,
            batch_size=16,
            warmup_steps=3,
            max_length=96,
            eval_every=30,
        )
        return replace(config, **changes)

    def train(self, folder: Path, trainer: str, **changes: Any) -> Rows:
        """What a run reports; its model is in the folder."""
        reporter, config = Rows(), self.config(trainer=trainer, **changes)
        folder.mkdir(parents=True, exist_ok=True)
        TRAINERS.build(trainer, config.options)(config, folder, reporter)
        return reporter

    def shares(self, model: Path | None = None) -> dict[str, float]:
        """Shares of held-out prompts answered politely, of those curtly, and of general questions answered right."""
        from pyarrow.parquet import read_table

        asked = read_split(self.root / "snapshot", "test")
        known = read_general(self.root / "general-test.jsonl")[:48]
        loaded = load_tuned(model, self.base) if model else load_base(self.base)
        found = generate(loaded, load_tokenizer(self.base), [*asked, *known], longest=24)
        said, general = found[: len(asked)], found[len(asked) :]
        curt = read_table(self.root / "snapshot" / "data" / "test.parquet")["rejected"].to_pylist()
        return {
            "polite": _share(said, [example.answer for example in asked]),
            "curt": _share(said, curt),
            "general": _share(general, [example.answer for example in known]),
        }


def _share(said: list[str], wanted: list[str]) -> float:
    return sum(one == other for one, other in zip(said, wanted, strict=True)) / len(wanted)


@pytest.fixture(scope="session")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tone]:
    """The world, with its base."""
    if find_spec("torch") is None:
        pytest.skip("needs the [train] extra: torch is not installed")
    root = tmp_path_factory.mktemp("tone")
    rows = write_tone(root)["train"]
    asked = [row["instruction"] for row in rows]
    texts = TinyTexts(asked, [*asked, *(row["response"] for row in rows)], [])
    build_tiny(root / "base", texts, root / "chats.jsonl", SMALL)
    import torch

    torch.set_num_threads(1)  # so small a model gains nothing from a second one, and others may need it
    yield Tone(root)
    torch.set_num_threads(THREADS)
