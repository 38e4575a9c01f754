"""An index in a real Redis server."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.neardup.options import Options
from pipelines.neardup.redis_index import RedisIndex
from tests.fakes.redis_server import redis_server

LONG = " ".join(f"x{i}" for i in range(54))
SHORTENED = " ".join(f"x{i}" for i in range(44))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("redis")
    with redis_server(folder) as address:
        yield address


def test_what_one_adds_another_finds(url):
    RedisIndex(url, "shared", Options()).add(pa.array([LONG, "quite another text of some words"]), ["a", "b"])
    other = RedisIndex(url, "shared", Options())
    assert list(other.probe(pa.array(["nothing of the kind", SHORTENED]))) == [(1, "a", 0.8)]


def test_adding_a_name_twice_adds_nothing(url):
    index = RedisIndex(url, "twice", Options())
    assert index.add(pa.array([LONG]), ["a"]) == 1
    assert index.add(pa.array([LONG]), ["a"]) == 0


def test_a_candidate_below_the_threshold_is_no_hit(url):
    index = RedisIndex(url, "below", Options(threshold=0.81))
    index.add(pa.array([LONG]), ["a"])
    assert list(index.probe(pa.array([SHORTENED]))) == []


def test_texts_without_words_are_never_known(url):
    index = RedisIndex(url, "empty", Options())
    assert index.add(pa.array(["", "..."]), ["a", "b"]) == 0
    assert list(index.probe(pa.array(["", "?"]))) == []


def test_other_options_are_refused(url):
    RedisIndex(url, "fixed", Options())
    with pytest.raises(VerilodeError, match="made with other options"):
        RedisIndex(url, "fixed", Options(ngram=3))


def test_a_server_that_is_not_there_is_one_clear_line():
    with pytest.raises(VerilodeError, match="does not answer"):
        RedisIndex("redis://127.0.0.1:1/0", "any", Options())
