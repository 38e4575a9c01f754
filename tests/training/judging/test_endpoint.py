"""Where the judge is: from a recipe, checked before anything is asked."""

import pytest

from pipelines.core.errors import VerilodeError
from training.judging import Endpoint


def test_a_recipe_names_options_or_a_model_alone():
    assert Endpoint.of("grader") == Endpoint("grader")
    assert Endpoint.of({"model": "grader", "base_url": "http://127.0.0.1:8000/v1"}).is_here
    assert not Endpoint("grader", "https://models.example.com/v1").is_here


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "the judge needs the option 'model'"),
        ({"model": "m", "url": "x"}, "the judge has no option 'url'; it has: model, base_url"),
        ({"model": 3}, "judge option 'model' is 3, wanted str"),
        ({"model": "m", "timeout": 0}, "must be above 0"),
        ({"model": "m", "base_url": "file:///etc/passwd"}, "is no address of a model endpoint"),
        ({"model": "m", "base_url": "http://169.254.169.254/v1"}, "is no address of a model endpoint"),
        ({"model": "m", "base_url": "http://[::1"}, "is no address of a model endpoint"),
    ],
)
def test_what_cannot_work_is_refused_in_one_line(options, why):
    with pytest.raises(VerilodeError, match=why):
        Endpoint.of(options)
