"""Progress goes to whoever listens, and nowhere else."""

import pytest

from pipelines.core.progress import Progress, progress, reporting_to


def test_nobody_listens():
    assert progress("ingest", 1, 2) is None


def test_a_report_reaches_the_listener():
    heard: list[Progress] = []
    with reporting_to(heard.append):
        progress("ingest", 1, 2)
        progress("ingest", 5)
    assert heard == [Progress("ingest", 1, 2), Progress("ingest", 5, None)]


def test_the_listener_hears_nothing_after_the_block():
    heard: list[Progress] = []
    with reporting_to(heard.append):
        pass
    progress("ingest", 1)
    assert heard == []


def test_the_inner_listener_goes_first_and_the_outer_one_comes_back():
    outer: list[Progress] = []
    inner: list[Progress] = []
    with reporting_to(outer.append):
        with reporting_to(inner.append):
            progress("inner", 1)
        progress("outer", 1)
    assert (inner, outer) == ([Progress("inner", 1, None)], [Progress("outer", 1, None)])


def test_a_failing_block_is_left_too():
    heard: list[Progress] = []
    with pytest.raises(RuntimeError), reporting_to(heard.append):
        raise RuntimeError
    progress("after", 1)
    assert heard == []
