"""GGUF through a converter: found, run, and believed only when the file is there."""

import stat
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.models.gguf import convert, find_converter


@pytest.fixture
def converter(tmp_path: Path) -> Path:
    """One that writes the words it was called with."""
    file = tmp_path / "convert_hf_to_gguf.py"
    file.write_text("import pathlib, sys; pathlib.Path(sys.argv[3]).write_text(' '.join(sys.argv[1:]))")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_it_is_named_given_by_the_environment_or_on_the_path(
    converter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_converter(str(converter)) == converter
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_converter() == converter
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        VerilodeError, match=r"GGUF needs llama.cpp's convert_hf_to_gguf.py: get llama.cpp, pip install"
    ):
        find_converter()
    monkeypatch.setenv("VERILODE_GGUF_CONVERTER", str(converter))
    assert find_converter() == converter
    with pytest.raises(VerilodeError, match="no such converter"):
        find_converter("elsewhere.py")


@pytest.mark.parametrize(("dtype", "word"), [("float32", "f32"), ("bfloat16", "bf16")])
def test_it_is_told_what_to_write_where(converter: Path, tmp_path: Path, dtype: str, word: str) -> None:
    convert(tmp_path / "model", tmp_path / "out.gguf", dtype, converter)
    told = f"{tmp_path / 'model'} --outfile {tmp_path / 'out.gguf'} --outtype {word}"
    assert (tmp_path / "out.gguf").read_text() == told


@pytest.mark.parametrize(
    ("program", "says"),
    [("import sys; sys.exit('unknown architecture')", "unknown architecture"), ("pass", "it ended with 0")],
)
def test_no_file_is_one_line_with_its_last_word(tmp_path: Path, program: str, says: str) -> None:
    (tmp_path / "c.py").write_text(program)
    with pytest.raises(VerilodeError, match=f"did not make a GGUF file: {says}"):
        convert(tmp_path, tmp_path / "out.gguf", "float32", tmp_path / "c.py")
