"""Task: build the tiny base that `base.json` in the folder describes."""

import json
from collections.abc import Mapping
from pathlib import Path

from training.base.tiny import TinyOptions, TinyTexts, build_tiny


def base(folder: Path, options: Mapping[str, str]) -> None:
    """Build it at `options["out"]`."""
    wanted = json.loads((folder / "base.json").read_text(encoding="utf-8"))
    texts, chosen = TinyTexts(**wanted["texts"]), TinyOptions(**wanted["options"])
    build_tiny(Path(options["out"]), texts, Path(wanted["general"]), chosen)
