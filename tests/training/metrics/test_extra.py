"""A metric whose library is not installed says what to install."""

import pytest

from pipelines.core.errors import VerilodeError
from training.metrics._extra import from_extra


def test_a_missing_library_is_one_line():
    with pytest.raises(VerilodeError, match=r"metric 'chrf' needs the train extra: pip install 'verilode\[train\]'"):
        from_extra("no_such_library.metrics", "chrf")


def test_a_library_that_is_there_is_imported():
    assert from_extra("json.decoder", "json_valid").JSONDecoder


def test_a_library_that_is_broken_itself_is_not_called_missing(tmp_path, monkeypatch):
    (tmp_path / "half_installed.py").write_text("import no_such_library\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        from_extra("half_installed", "chrf")
