"""Limits must bound something."""

import pytest

from pipelines.core.errors import VerilodeError
from training.sandbox import Limits


@pytest.mark.parametrize("name", ["seconds", "memory_mb", "processes"])
def test_a_limit_of_nothing_is_refused(name):
    with pytest.raises(VerilodeError, match=f"sandbox limit '{name}' must be above 0, not 0"):
        Limits(**{name: 0})


def test_the_isolation_is_one_of_two():
    with pytest.raises(VerilodeError, match="'docker' is neither"):
        Limits(isolation="docker")
