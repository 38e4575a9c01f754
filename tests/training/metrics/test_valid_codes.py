"""Valid codes: in the label set or not."""

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.answered import sheet
from training.metrics.valid_codes import valid_codes


def test_the_share_of_labels_that_exist():
    score = valid_codes(labels=["eye", "ear"])(sheet(["x"] * 4, ['["eye","nose"]', "[]", "ear", "no idea"]))
    assert score.items == (0.5, 1.0, 1.0, 0.0)
    assert score.parts == {"wholly_valid": 0.5}


def test_a_code_list_that_is_published():
    answers = sheet(["x"] * 2, ['["E11.65"]', '["E11.65","Q99.999"]'])
    assert valid_codes(system="icd-10-cm")(answers).items == (1.0, 0.5)


def test_without_a_label_set_there_is_nothing_to_look_up_in():
    with pytest.raises(VerilodeError, match="'labels' or 'system'"):
        valid_codes()
