"""Task: serve the models that `serve.json` in the folder names, until told to stop."""

from collections.abc import Mapping
from pathlib import Path

from training.serving.listen import listen
from training.serving.order import read_order


def serve(folder: Path, options: Mapping[str, str]) -> None:
    """`address.json` in the folder tells where, as long as it serves."""
    listen(read_order(folder), folder)
