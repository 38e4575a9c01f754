"""A form from a signature: what is changed becomes words of a command line, what is not stays out."""

from typing import Literal

import pytest
from streamlit.testing.v1 import AppTest

from app.widgets.option_inputs import words
from pipelines.core.registry import Option


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        (Option("beta", float, 0.1, "", False), 0.2, ["--beta", "0.2"]),
        (Option("beta", float, 0.1, "", False), 0.1, []),
        (Option("precompute_ref", bool, False, "", False), True, ["--precompute-ref"]),
        (Option("balanced", bool, True, "", False), False, ["--no-balanced"]),
        (Option("loss_type", Literal["a", "b"], "a", "", False), "b", ["--loss-type", "b"]),
    ],
)
def test_only_what_is_changed_is_typed(option: Option, value: object, expected: list[str]) -> None:
    assert words(option, value) == expected


def form() -> None:
    """A script with one input of each kind."""
    from typing import Literal

    import streamlit as st

    from app.widgets.option_inputs import option_inputs
    from pipelines.core.registry import Option

    options = [
        Option("beta", float, 0.1, "How dearly a step away is paid for.", False),
        Option("steps", int, 5, "Steps.", False),
        Option("loss", Literal["a", "b"], "a", "Which loss.", False),
        Option("fast", bool, False, "Whether to hurry.", False),
        Option("name", str, "", "A name.", False),
    ]
    st.code(" ".join(option_inputs(options, "o")))


def test_every_kind_of_option_has_its_input() -> None:
    at = AppTest.from_function(form).run()
    assert at.code[0].value == ""
    at.number_input(key="o-beta").set_value(0.25)
    at.number_input(key="o-steps").set_value(6)
    at.selectbox(key="o-loss").set_value("b")
    at.checkbox(key="o-fast").set_value(True)
    at.text_input(key="o-name").set_value("run")
    assert at.run().code[0].value == "--beta 0.25 --steps 6 --loss b --fast --name run"
