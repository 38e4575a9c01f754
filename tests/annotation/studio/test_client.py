"""The client against a real server: what is written comes back, and every failure is one line of ours."""

import pytest

from annotation.studio.client import Condition, Studio, connect
from annotation.studio.errors import StudioDown, StudioRefused
from tests.fakes.label_studio import StudioServer

pytestmark = pytest.mark.labelstudio

CONFIG = """<View><Text name="text" value="$text"/>
<Choices name="label" toName="text"><Choice value="bill"/><Choice value="card"/></Choices></View>"""


def choice(label: str) -> list[dict]:
    return [{"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]


@pytest.fixture
def studio(label_studio: StudioServer):
    with connect(label_studio.url, label_studio.token) as client:
        yield client


@pytest.fixture
def project(studio: Studio):
    """A project with three tasks, the first of which has a prediction."""
    made = studio.create_project("Three letters", CONFIG)
    yield made["id"]
    studio.delete_project(made["id"])


@pytest.fixture
def tasks(studio: Studio, project: int) -> list[int]:
    guess = [{"model_version": "m1", "score": 0.75, "result": choice("bill")}]
    return studio.import_tasks(
        project,
        [
            {"data": {"text": "my bill", "wb_id": "r1"}, "predictions": guess},
            {"data": {"text": "my card", "wb_id": "r2"}},
            {"data": {"text": "my other card", "wb_id": "r3"}},
        ],
    )


def test_the_server_says_what_it_is_and_who_asks(studio: Studio, label_studio: StudioServer) -> None:
    assert (studio.release().version, studio.release().edition) == ("1.23.2", "Community")
    assert studio.whoami().email == label_studio.account.email
    assert studio.users()[studio.whoami().id] == label_studio.account.email


def test_a_project_is_found_by_its_whole_title(studio: Studio, project: int) -> None:
    assert studio.find_project("Three letters")["id"] == project
    assert studio.find_project("Three") is None


def test_a_project_is_changed(studio: Studio, project: int, tasks: list[int]) -> None:
    studio.update_project(project, model_version="m1", show_collab_predictions=True)
    assert studio.project(project)["model_version"] == "m1"


def test_tasks_come_back_with_their_predictions(studio: Studio, project: int, tasks: list[int]) -> None:
    first, *others = studio.tasks(project)
    assert [first["id"], *(task["id"] for task in others)] == tasks
    assert first["predictions"][0]["result"] == choice("bill")
    assert first["predictions"][0]["score"] == 0.75


def test_tasks_come_page_by_page(studio: Studio, project: int, tasks: list[int]) -> None:
    assert [task["id"] for task in studio.tasks(project, page_size=2)] == tasks
    assert list(studio.tasks(project, include=("id", "data"), page_size=2))[2]["data"]["wb_id"] == "r3"


def test_tasks_are_looked_up_by_our_id(studio: Studio, project: int, tasks: list[int]) -> None:
    wanted = [Condition("tasks:data.wb_id", "equal", name) for name in ("r1", "r3", "unknown")]
    assert [task["id"] for task in studio.tasks(project, *wanted, either=True)] == [tasks[0], tasks[2]]
    assert list(studio.tasks(project, *wanted)) == []


def test_only_what_changed_since_is_read(studio: Studio, project: int, tasks: list[int]) -> None:
    newest = next(studio.tasks(project, order_by="-tasks:updated_at"))["updated_at"]
    studio.create_annotation(tasks[1], choice("card"))
    changed = Condition("tasks:updated_at", "greater", newest, "Datetime")
    assert [task["id"] for task in studio.tasks(project, changed)] == [tasks[1]]


def test_an_annotation_is_made_changed_and_removed(studio: Studio, tasks: list[int]) -> None:
    made = studio.create_annotation(tasks[0], choice("card"), lead_time=2.5)
    studio.update_annotation(made["id"], result=choice("bill"))
    (read,) = studio.task(tasks[0])["annotations"]
    assert (read["id"], read["result"], read["lead_time"]) == (made["id"], choice("bill"), 2.5)
    assert read["completed_by"] == made["completed_by"] == studio.whoami().id
    studio.delete_annotation(made["id"])
    assert studio.task(tasks[0])["annotations"] == []


def test_a_skip_is_an_annotation_that_was_cancelled(studio: Studio, project: int, tasks: list[int]) -> None:
    studio.create_annotation(tasks[0], [], was_cancelled=True)
    first = next(studio.tasks(project))
    assert (first["annotations"][0]["was_cancelled"], first["is_labeled"]) == (True, False)


def test_predictions_are_appended(studio: Studio, tasks: list[int], project: int) -> None:
    more = [{"task": task, "result": choice("card"), "model_version": "m2"} for task in tasks]
    assert studio.import_predictions(project, more) == 3
    assert [p["model_version"] for p in studio.task(tasks[0])["predictions"]] == ["m1", "m2"]


def test_only_the_named_tasks_are_removed(studio: Studio, project: int, tasks: list[int]) -> None:
    studio.delete_tasks(project, tasks[:2])
    assert [task["id"] for task in studio.tasks(project)] == tasks[2:]


@pytest.mark.parametrize("personal", [False, True])
def test_both_kinds_of_token_open_the_server(label_studio: StudioServer, personal: bool) -> None:
    with connect(label_studio.url, label_studio.fresh_token(personal)) as person:
        assert person.whoami().email.endswith("@example.com")


def test_a_wrong_token_is_refused_in_one_line(label_studio: StudioServer) -> None:
    with connect(label_studio.url, "0" * 40) as stranger, pytest.raises(StudioRefused) as refusal:
        stranger.whoami()
    assert str(refusal.value) == f"Label Studio at {label_studio.url} answered 401: Invalid token."


def test_a_mistake_is_told_in_the_servers_words(studio: Studio, project: int) -> None:
    with pytest.raises(StudioRefused) as refusal:
        studio.import_tasks(project, [{"data": {"other": "no text here"}}])
    assert refusal.value.status == 400
    assert '"text" key is expected in task data' in refusal.value.detail


def test_a_page_instead_of_an_answer_is_not_quoted(studio: Studio) -> None:
    with pytest.raises(StudioRefused) as refusal:
        studio.task(999_999_999)
    assert refusal.value.status == 404
    assert "<" not in str(refusal.value)


def test_nobody_at_the_address_is_told_at_once() -> None:
    with connect("http://127.0.0.1:9", "0" * 40) as nobody, pytest.raises(StudioDown, match="no Label Studio answers"):
        nobody.whoami()


def test_a_server_that_was_killed_is_down(label_studio: StudioServer, studio: Studio) -> None:
    assert studio.release()
    label_studio.kill()
    with pytest.raises(StudioDown):
        studio.whoami()
