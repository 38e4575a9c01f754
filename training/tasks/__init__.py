"""What the worker can be asked to do: one file per task, a function of its folder and its options.

A task may import torch, inside its function. `folder` is where its status.json goes, and what it makes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipelines.core.registry import Registry

TASKS = Registry("training.tasks")

Task = Callable[[Path, Mapping[str, str]], Any]
