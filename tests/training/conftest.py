"""A small world to train in: a snapshot of three labels, general questions, and a base built in a second."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.samples.general import general
from training.base.tiny import TinyOptions, TinyTexts
from training.config import RunConfig, write_config
from training.models.identity import model_hash
from training.worker import main

PARTS = {
    "skin": ("acne", "rash", "eczema"),
    "eye": ("cataract", "glaucoma", "iritis"),
    "ear": ("otitis", "tinnitus"),
}
SIDES = ("left", "right", "both", "upper", "lower")
OPTIONS = TinyOptions(hidden=32, layers=2, steps=6, batch_size=8)


def rows() -> list[dict[str, str]]:
    """Forty records, every one different."""
    pairs = [(f"{word}, {side}", label) for label, words in PARTS.items() for word in words for side in SIDES]
    return [
        {"record_id": f"r{i}", "system": "", "instruction": f"Which chapter? {title}", "response": label}
        for i, (title, label) in enumerate(pairs)
    ]


@dataclass(frozen=True)
class World:
    """Where everything is."""

    root: Path

    @property
    def base(self) -> Path:
        return self.root / "base"

    def config(self, **changes: object) -> RunConfig:
        """Four steps of LoRA on the snapshot, with replay."""
        config = RunConfig(
            snapshot=str(self.root / "snapshot"),
            base=str(self.base),
            base_hash=model_hash(self.base),
            steps=4,
            batch_size=4,
            learning_rate=1e-2,
            warmup_steps=1,
            max_length=64,
            eval_every=2,
            replay_file=str(self.root / "general-replay.jsonl"),
        )
        return replace(config, **changes)

    def run(self, name: str, **changes: object) -> Path:
        """A new run folder, configured and not yet trained."""
        folder = self.root / "runs" / name
        write_config(folder / "run.yaml", self.config(**changes))
        return folder

    def trained(self, name: str, **changes: object) -> Path:
        """A run folder after the worker's task `train`."""
        folder = self.run(name, **changes)
        assert main(["train", str(folder)]) == 0
        return folder


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, with its base built by the worker's task `base`."""
    root, environment = tmp_path_factory.mktemp("world"), dict(os.environ)
    splits = {"train": rows()[::2], "validation": rows()[1::8], "test": rows()[3::8]}
    (root / "snapshot" / "data").mkdir(parents=True)
    for name, part in splits.items():
        pq.write_table(pa.Table.from_pylist(part), root / "snapshot" / "data" / f"{name}.parquet")
    general(rows=40)(root)
    questions = (root / "general-test.jsonl").read_text().splitlines()[:8]
    (root / "general-test.jsonl").write_text("\n".join(questions) + "\n")
    prompts = [row["instruction"] for row in splits["train"]]
    texts = TinyTexts([prompt.partition("? ")[2] for prompt in prompts], prompts, sorted(PARTS))
    order = {
        "texts": asdict(texts),
        "general": str(root / "general-pretrain.jsonl"),
        "options": asdict(OPTIONS),
    }
    (root / "base.json").write_text(json.dumps(order))
    assert main(["base", str(root), f"out={root / 'base'}"]) == 0
    yield World(root)
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture(scope="session")
def adapter_run(world: World) -> Path:
    """A trained adapter."""
    return world.trained("adapter")


@pytest.fixture(scope="session")
def full_run(world: World) -> Path:
    """A model all of whose weights were trained."""
    return world.trained("full", adapter="full")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without the extra there is nothing to train with."""
    if item.get_closest_marker("train") and find_spec("torch") is None:
        pytest.skip("needs the [train] extra: torch is not installed")
