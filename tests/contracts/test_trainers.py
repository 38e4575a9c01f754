"""The contract of every trainer: data in, a model folder of safetensors out, figures on the way, nothing by halves."""

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.core.progress import Progress, reporting_to
from pipelines.samples.general import general
from tests.contracts.trainer_examples import figures_of, options_of, questions, snapshot_of
from training.base.tiny import TinyOptions, TinyTexts
from training.config import RunConfig, write_config
from training.models.identity import NOTE, check_model, model_hash
from training.models.load import differs
from training.runs import read_run
from training.trainers import TRAINERS
from training.worker import main

every_trainer = pytest.mark.parametrize("name", TRAINERS.names())
SMALL = TinyOptions(hidden=32, layers=2, steps=4, batch_size=8)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small and real base, in a folder that also holds general rows."""
    if find_spec("torch") is None:
        pytest.skip("needs the [train] extra: torch is not installed")
    root, environment = tmp_path_factory.mktemp("trainers"), dict(os.environ)
    general(rows=40)(root)
    asked = [row["instruction"] for row in questions()["train"]]
    texts = TinyTexts(["acne", "otitis"], asked, ["ear", "eye", "skin"])
    order = {"texts": asdict(texts), "general": str(root / "general-pretrain.jsonl"), "options": asdict(SMALL)}
    (root / "base.json").write_text(json.dumps(order))
    assert main(["base", str(root), f"out={root / 'base'}"]) == 0
    yield root / "base"
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture
def draft(base: Path, name: str) -> RunConfig:
    """A run of six steps, ready for the trainer."""
    snapshot = base.parent / f"snapshot-{name}"
    if not snapshot.exists():
        snapshot_of(name, snapshot)
    size = {"steps": 6, "batch_size": 4, "max_length": 64, "eval_every": 3, "learning_rate": 1e-2}
    chosen = {"trainer": name, "replay_file": str(base.parent / "general-replay.jsonl"), **size, **options_of(name)}
    return RunConfig(str(snapshot), str(base), model_hash(base), **chosen)


def run(folder: Path, config: RunConfig) -> tuple[str, str | None]:
    """State and reason after the worker's task `train`."""
    write_config(folder / "run.yaml", config)
    main(["train", str(folder)])
    status = read_run(folder).status
    return status["state"], status["reason"]


@every_trainer
def test_it_says_what_it_is(name: str) -> None:
    assert TRAINERS.summary(name).endswith(".")
    assert all(option.help for option in TRAINERS.options(name))


@every_trainer
def test_looking_at_it_loads_no_heavy_library(name: str) -> None:
    script = (
        f"import sys; from training.trainers import TRAINERS; TRAINERS.build({name!r})\n"
        "print(sorted({'torch', 'transformers', 'trl', 'peft', 'datasets'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@every_trainer
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"base_hash": "0" * 64}, "is not the base this run was configured for"),
        ({"base": "/nowhere"}, "no such model folder"),
        ({"snapshot": "/nowhere"}, "train.parquet: cannot be read"),
    ],
)
@pytest.mark.train
def test_what_cannot_be_right_fails_in_one_line(
    draft: RunConfig, tmp_path: Path, name: str, wrong: dict[str, str], reason: str
) -> None:
    state, said = run(tmp_path, replace(draft, **wrong))
    assert state == "failed"
    assert reason in str(said)
    assert "\n" not in str(said)
    assert not (tmp_path / "model").exists()


@every_trainer
@pytest.mark.parametrize("adapter", ["lora", "full"])
@pytest.mark.train
def test_a_run_leaves_a_model_its_figures_and_no_path_of_this_machine(
    draft: RunConfig, tmp_path: Path, name: str, adapter: str
) -> None:
    heard: list[Progress] = []
    with reporting_to(heard.append):
        assert run(tmp_path, replace(draft, adapter=adapter)) == ("finished", None)
    model = tmp_path / "model"
    check_model(model)
    assert differs(model, Path(draft.base))
    note = json.loads((model / NOTE).read_text())
    assert (note["base_hash"], note["model_hash"]) == (draft.base_hash, model_hash(model))

    figures = read_run(tmp_path).metrics()
    assert [row["step"] for row in figures] == sorted(row["step"] for row in figures)
    assert figures[-1]["step"] == 6
    assert all(type(value) in (int, float) and math.isfinite(value) for row in figures for value in row.values())
    assert figures_of(name) <= {figure for row in figures for figure in row}
    assert json.loads((tmp_path / "choice.json").read_text())["last_step"] == 6

    local = [str(tmp_path).encode(), draft.base.encode(), draft.snapshot.encode()]
    assert [path.name for path in model.iterdir() if any(place in path.read_bytes() for place in local)] == []


@every_trainer
@pytest.mark.train
def test_equal_configurations_give_equal_weights(draft: RunConfig, tmp_path: Path, name: str) -> None:
    for folder in ("a", "b"):
        run(tmp_path / folder, draft)
    assert model_hash(tmp_path / "a" / "model") == model_hash(tmp_path / "b" / "model")


@every_trainer
@pytest.mark.train
def test_a_run_that_was_cut_off_goes_on_to_the_same_weights(draft: RunConfig, tmp_path: Path, name: str) -> None:
    run(tmp_path / "whole", draft)
    made = tmp_path / "whole" / "checkpoints" / "checkpoint-3"
    shutil.copytree(made, tmp_path / "cut" / "checkpoints" / "checkpoint-3")
    shutil.copytree(made, tmp_path / "cut" / "checkpoints" / "checkpoint-5")
    (tmp_path / "cut" / "checkpoints" / "checkpoint-5" / "trainer_state.json").write_text("{")
    assert run(tmp_path / "cut", draft) == ("finished", None)
    first = read_run(tmp_path / "cut").metrics()[0]
    assert (first["step"], first["removed_checkpoints"]) == (3, 1)
    assert model_hash(tmp_path / "cut" / "model") == model_hash(tmp_path / "whole" / "model")


@every_trainer
@pytest.mark.train
def test_a_loss_that_is_no_number_ends_the_run(draft: RunConfig, tmp_path: Path, name: str) -> None:
    state, said = run(tmp_path, replace(draft, adapter="full", learning_rate=1e30, warmup_steps=0))
    assert (state, "not finite" in str(said), "\n" in str(said)) == ("failed", True, False)
    assert not (tmp_path / "model").exists()


@every_trainer
@pytest.mark.train
def test_a_trained_run_is_not_trained_over(draft: RunConfig, tmp_path: Path, name: str) -> None:
    (tmp_path / "model").mkdir(parents=True)
    assert run(tmp_path, draft) == ("failed", f"{tmp_path}: is trained already")
