"""The playground: answers side by side, each signed; text of a model stays text; an endpoint is a job."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.jobs.table import JobTable
from tests.fakes.endpoint import BASE, TUNED, endpoint, talking
from tests.fakes.pages import errors, show, words


@pytest.fixture
def url() -> Iterator[str]:
    """An endpoint of a base and a tuned model whose answer is markup."""
    said = {"tuned": "<img src=x onerror=alert(1)> **bold**"}
    with endpoint(talking(said=said)) as address:
        yield address


def asked(done: Path, url: str, message: str = "What is it?") -> Any:
    at = show(done, "playground")
    at.text_input(key="endpoint").set_value(url).run()
    at.text_area(key="message").set_value(message).run()
    return at.button(key="ask").click().run()


def test_both_answers_stand_side_by_side_with_their_identity(done: Path, url: str) -> None:
    at = asked(done, url)
    assert errors(at) == []
    bodies = "".join(one.proto.body for one in at.get("html"))
    assert "base heard 3 tokens" in bodies
    assert f"model {BASE.model_hash[:12]} base {BASE.base_hash[:12]}" in words(at)
    assert f"run {TUNED.run} snapshot {TUNED.snapshot} · not evaluated" in words(at)


def test_what_a_model_says_is_never_markup(done: Path, url: str) -> None:
    bodies = "".join(one.proto.body for one in asked(done, url).get("html"))
    assert "&lt;img src=x onerror=alert(1)&gt; **bold**" in bodies
    assert "<img" not in bodies


def test_only_the_chosen_models_are_asked(done: Path, url: str) -> None:
    at = show(done, "playground")
    at.text_input(key="endpoint").set_value(url).run()
    at.multiselect(key="asked-models").set_value(["base"]).run()
    at.text_area(key="message").set_value("Hello").run()
    at.button(key="ask").click().run()
    assert len(at.get("html")) == 1


def test_an_address_where_nothing_answers_is_one_line(done: Path) -> None:
    at = show(done, "playground")
    at.text_input(key="endpoint").set_value("http://127.0.0.1:9").run()
    assert errors(at)[0].startswith("no endpoint answers at http://127.0.0.1:9")


def test_an_endpoint_that_refuses_says_why(done: Path) -> None:
    with endpoint(talking(), key="secret") as url:
        at = show(done, "playground")
        at.text_input(key="endpoint").set_value(url).run()
        assert errors(at) == ["the endpoint refuses: the API key is missing or wrong"]


def test_without_an_endpoint_one_can_be_started_as_a_job(mine: Path, jobs: JobTable) -> None:
    (run,) = mine.glob("runs/*")
    show(mine, "playground").button(key="serve").click().run()
    assert [job.argv for job in jobs.all()] == [["serve", "base", run.name, "--port", "0"]]


def test_without_a_model_it_names_the_command(empty: Path) -> None:
    assert [one.value for one in show(empty, "playground").code] == ["verilode train sft"]
