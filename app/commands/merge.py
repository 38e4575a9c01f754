"""Merge a run's adapter into its base: one folder, compared with what it came from, with its card."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.store.project import Project
from training.export import Exported, Format, export_run

LONG = True


def merge(
    project: Project,
    run: str = "latest",
    *,
    out: Path | None = None,
    dtype: str | None = None,
    format: Format = "safetensors",
    prompts: int = 16,
    converter: str | None = None,
) -> Exported:
    """Write the merged model; where it does not decide as base and adapter do, it is not left behind.

    Args:
        run: Id of the run, or "latest".
        out: The new folder; default merged (or gguf) in the run's own.
        dtype: float32 or bfloat16; default what the run computed in.
        format: safetensors, or gguf for llama.cpp.
        prompts: Test prompts on which merged and unmerged are compared.
        converter: llama.cpp's convert_hf_to_gguf.py, for gguf; default VERILODE_GGUF_CONVERTER or the one on the PATH.
    """
    return export_run(project, run, out, dtype=dtype, format=format, prompts=prompts, converter=converter)


def show(result: Exported) -> Iterator[str]:
    """Where it is, and how near it is to what it came from."""
    yield f"merged run {result.run} into {result.merged_into}: {result.folder} ({result.format}, {result.dtype})"
    yield f"model {result.model_hash[:12]}; {result.parity['sentence']}"
    if result.note:
        yield result.note
