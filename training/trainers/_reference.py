"""The model that a preference trainer measures its steps from, where TRL cannot find it by itself."""

from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.loop.policy import load_policy


def merged(config: RunConfig) -> bool:
    """Whether a whole model goes on from an adapter, so that no folder holds what it started as.

    In all other cases TRL has the reference: a new adapter switched off, a frozen copy of the adapter that training
    goes on from, or the folder a whole model was loaded from.
    """
    return config.adapter == "full" and bool(config.start) and (Path(config.start) / "adapter_config.json").exists()


def reference(config: RunConfig) -> Any:
    """A second copy of the model as it is before training, None where TRL finds it."""
    return load_policy(config) if merged(config) else None
