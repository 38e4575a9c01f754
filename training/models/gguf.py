"""GGUF, the format of llama.cpp: written by that project's own converter, where it is on this computer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.core.errors import VerilodeError

CONVERTER = "convert_hf_to_gguf.py"
VARIABLE = "VERILODE_GGUF_CONVERTER"
NOT_COMPARED = "the merged model was compared before it was converted; the GGUF file itself was not"
_TYPES = {"float32": "f32", "bfloat16": "bf16"}


def find_converter(given: str | None = None) -> Path:
    """llama.cpp's converter: as given, by VERILODE_GGUF_CONVERTER, or on the PATH.

    Raises:
        VerilodeError: with what to install.
    """
    found = given or os.environ.get(VARIABLE) or shutil.which(CONVERTER)
    if found is None:
        raise VerilodeError(
            f"GGUF needs llama.cpp's {CONVERTER}: get llama.cpp, pip install gguf, and name the file by --converter "
            f"or {VARIABLE}"
        )
    if not Path(found).is_file():
        raise VerilodeError("no such converter", file=found)
    return Path(found)


def convert(model: Path, out: Path, dtype: str, converter: Path) -> None:
    """Write the merged model in a folder as one GGUF file.

    Raises:
        VerilodeError: with the converter's last word.
    """
    words = [sys.executable, str(converter), str(model), "--outfile", str(out), "--outtype", _TYPES[dtype]]
    ran = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode or not out.is_file():
        last = ([line for line in ran.stderr.splitlines() if line.strip()] or [f"it ended with {ran.returncode}"])[-1]
        raise VerilodeError(f"the converter did not make a GGUF file: {last.strip()[:300]}", file=converter)
