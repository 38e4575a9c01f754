"""Arrays on disk when memory is short."""

import numpy as np
import pyarrow as pa

from pipelines.neardup import cluster
from pipelines.neardup.spill import room_for

TEXTS = [f"{'word ' * (row % 7)}the tenant pays rent for flat number {row % 50} on time" for row in range(300)]


def test_within_the_limit_arrays_are_in_memory():
    with room_for(100, 100) as allocate:
        assert not isinstance(allocate((2,), np.uint8).base, np.memmap)


def test_above_it_they_are_files_that_go_with_the_block(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with room_for(101, 100) as allocate:
        made = allocate((3, 2), np.uint32)
        made[:] = 7
        assert [file.stat().st_size for file in tmp_path.rglob("*.bin")] == [24]
    assert list(tmp_path.iterdir()) == []


def test_no_rows_need_no_file():
    with room_for(1, 0) as allocate:
        assert allocate((0, 5), np.uint8).shape == (0, 5)


def test_the_answer_is_the_same():
    texts = pa.array(TEXTS)
    assert cluster(texts, memory=0).cluster.tolist() == cluster(texts).cluster.tolist()
