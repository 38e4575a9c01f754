"""How much of a record is shown."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    """One long record."""
    import streamlit as st

    from app.widgets.show_record import show_record

    show_record(st.session_state["text"], key="one")


def shown(text: str, everything: bool = False) -> tuple[str, list[str]]:
    at = AppTest.from_function(script)
    at.session_state["text"] = text
    at.run(timeout=20)
    if everything:
        at.toggle("show-all-one").set_value(True).run()
    bodies = [block.proto.body for block in at.main if block.type == "html"]
    return bodies[0], [caption.value for caption in at.caption]


def test_a_short_record_is_shown_whole() -> None:
    body, notes = shown("<i>x</i>")
    assert "&lt;i&gt;x&lt;/i&gt;" in body
    assert notes == []


def test_of_a_long_record_the_beginning_is_shown_and_the_rest_on_demand() -> None:
    body, notes = shown("x" * 30_000)
    assert (body.count("x" * 20_000), notes) == (1, ["The first 20,000 of 30,000 characters."])
    body, notes = shown("x" * 30_000, everything=True)
    assert (body.count("x" * 30_000), notes) == (1, [])


def test_more_than_the_window_is_never_sent() -> None:
    body, notes = shown("x" * 150_000, everything=True)
    assert body.count("x" * 100_001) == 0
    assert notes == ["The first 100,000 of 150,000 characters."]
