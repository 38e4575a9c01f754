"""A reward model as a reward: what is none is refused before anything is loaded."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.rewards import REWARDS


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(VerilodeError, match="no such model folder"):
        REWARDS.build("model", {"folder": "/nowhere"})


def test_a_model_without_our_note_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(VerilodeError, match=r"has no readable verilode\.json"):
        REWARDS.build("model", {"folder": str(tmp_path)})
