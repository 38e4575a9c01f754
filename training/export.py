"""Taking a run's model out: merged into its base and compared, as safetensors or GGUF, with its card."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically, write_atomically
from pipelines.store.project import Project
from training.cards.card import card
from training.cards.facts import gather
from training.config import DTYPES
from training.models.gguf import NOT_COMPARED, convert, find_converter
from training.models.identity import NOTE
from training.models.load import read_note
from training.process import run_worker
from training.runs import Run, load_run

Format = Literal["safetensors", "gguf"]
PARITY = "parity.json"
_WORDS = (".json", ".jinja", ".model", ".txt")


@dataclass(frozen=True, slots=True)
class Exported:
    """A merged model: where it is, what it is, and how near it is to base and adapter."""

    run: str
    folder: str
    format: str
    dtype: str
    model_hash: str
    merged_into: str
    parity: dict[str, Any]
    note: str = ""


def export_run(
    project: Project,
    name: str,
    out: Path | None = None,
    *,
    dtype: str | None = None,
    format: Format = "safetensors",
    prompts: int = 16,
    converter: str | None = None,
) -> Exported:
    """Merge a run's adapter into its base; the folder appears whole, compared and with its card, or not at all.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".
        out: The new folder; default `merged` (or `gguf`) in the run's.
        dtype: What the weights are written in; default what the run computed in.
        format: `gguf` for llama.cpp.
        prompts: On how many test prompts merged and unmerged are compared.
        converter: llama.cpp's convert_hf_to_gguf.py, for GGUF.

    Raises:
        VerilodeError: when the folder exists, the converter is missing, or the models do not decide alike.
    """
    run = _finished(project, name)
    wanted = dtype or str(run.config.get("dtype", "float32"))
    if wanted not in DTYPES:
        raise VerilodeError(f"dtype {wanted!r} is unknown; known: {', '.join(DTYPES)}")
    program = find_converter(converter) if format == "gguf" else None
    folder = (out or run.folder / ("merged" if format == "safetensors" else "gguf")).absolute()
    try:
        with folder_atomically(folder) as made:
            if program is None:
                _merge(run, made, wanted, prompts)
            else:
                _as_gguf(run, made, wanted, prompts, program)
            facts = gather(project, run.id, merged=read_note(made))
            write_atomically(made / "README.md", card(facts).encode())
    except FileExistsError:
        raise VerilodeError("exists already; take it away or choose another folder", file=folder) from None
    return _exported(run, folder, format)


def check_parity(project: Project, name: str, folder: Path | None = None, prompts: int = 16) -> dict[str, Any]:
    """Compare a merged model with the base and adapter of a run.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".
        folder: Of the merged model; default `merged` in the run's.
        prompts: How many test prompts are asked.

    Raises:
        VerilodeError: when there is no such model, or it cannot be loaded.
    """
    run = _finished(project, name)
    model = (folder or run.folder / "merged").absolute()
    with TemporaryDirectory(prefix="verilode-parity-") as scratch:
        run_worker("parity", Path(scratch), run=str(run.folder), model=str(model), prompts=str(prompts))
        return json.loads((Path(scratch) / PARITY).read_text(encoding="utf-8"))


def _merge(run: Run, out: Path, dtype: str, prompts: int) -> None:
    with TemporaryDirectory(prefix="verilode-merge-") as scratch:
        options = {"run": str(run.folder), "out": str(out), "dtype": dtype, "prompts": str(prompts)}
        run_worker("merge", Path(scratch), **options)


def _as_gguf(run: Run, out: Path, dtype: str, prompts: int, converter: Path) -> None:
    """The merged model only exists while it is converted; its note and the tokenizer's words stay beside the file."""
    with TemporaryDirectory(prefix=".merged-", dir=out.parent) as place:
        merged = Path(place)
        _merge(run, merged, dtype, prompts)
        convert(merged, out / f"{run.id}-{dtype}.gguf", dtype, converter)
        note = {**read_note(merged), "gguf": NOT_COMPARED}
        for file in merged.iterdir():
            if file.suffix in _WORDS and file.name not in (NOTE, "model.safetensors.index.json"):
                shutil.copy2(file, out / file.name)
    write_atomically(out / NOTE, json.dumps(note, indent=1).encode())


def _finished(project: Project, name: str) -> Run:
    run = load_run(project, name)
    if not (run.folder / "model" / NOTE).exists():
        raise VerilodeError(f"run {run.id} has no finished model (it is {run.state})")
    return run


def _exported(run: Run, folder: Path, format: str) -> Exported:
    note = read_note(folder)
    origin = note["merged_from"]
    return Exported(
        run=run.id,
        folder=str(folder),
        format=format,
        dtype=note["dtype"],
        model_hash=note["model_hash"],
        merged_into=origin["merged_into"],
        parity=note["parity"],
        note=note.get("gguf", ""),
    )
