"""Talking to a Label Studio: the calls we need, in plain values, with our own errors.

A thin layer over label-studio-sdk 2.1, imported late because that takes seconds. Answers are the server's JSON
objects as dictionaries, times as ISO 8601 text. Writes are never repeated by themselves: an import that seems to
have failed may have been done, and a second one would double it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from annotation.studio.address import checked, is_loopback
from annotation.studio.errors import StudioRefused, translated
from pipelines.core.errors import VerilodeError

PATIENCE = 120.0
"""Seconds for one answer; a batch of 1,000 tasks takes about one."""

_READ: Any = {"max_retries": 2}


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the server."""

    id: int
    email: str


@dataclass(frozen=True, slots=True)
class Release:
    """The server's version, and its edition: Community has no review, no history and no roles."""

    version: str
    edition: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter on tasks: `Condition("tasks:updated_at", "greater", "2026-01-01T00:00:00Z", "Datetime")`.

    Reliable columns are tasks:id, tasks:updated_at and tasks:data.<field>; reliable operators equal, contains,
    regex, greater and less. `in_list` finds nothing and says nothing; tasks:completed_at misses updates.
    """

    column: str
    operator: str
    value: Any
    type: Literal["String", "Number", "Datetime", "Boolean"] = "String"

    def as_json(self) -> dict[str, Any]:
        """As the server reads it."""
        return {
            "filter": f"filter:{self.column}",
            "operator": self.operator,
            "type": self.type,
            "value": self.value,
        }


def connect(url: str, token: str, patience: float = PATIENCE) -> "Studio":
    """A client; asks nothing yet.

    Args:
        url: The server's address.
        token: A legacy token, or a personal access token (which the SDK trades for short-lived ones).
        patience: Seconds to wait for one answer.

    Raises:
        VerilodeError: the address is none, or label-studio-sdk is not installed.
        StudioRefused: the token has expired.
    """
    try:
        import httpx
        from label_studio_sdk.client import LabelStudio
    except ImportError:
        raise VerilodeError("Label Studio's client is missing; pip install 'verilode[labelstudio]'") from None
    url = checked(url)
    http = httpx.Client(timeout=patience, follow_redirects=False, trust_env=not is_loopback(url))
    with translated(url):
        return Studio(url, LabelStudio(base_url=f"{url}/", api_key=token, max_retries=0, httpx_client=http), http)


class Studio:
    """One server, seen with one token."""

    def __init__(self, url: str, sdk: Any, http: Any) -> None:
        self.url = url
        self._sdk = sdk
        self._http = http

    def __enter__(self) -> "Studio":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def release(self) -> Release:
        """Which Label Studio this is; needs no valid token."""
        with translated(self.url):
            found = self._sdk.versions.get()
        return Release(str(found.release), str(found.edition))

    def whoami(self) -> Person:
        """Whose token this is."""
        with translated(self.url):
            found = self._sdk.users.whoami()
        return Person(int(found.id), str(found.email))

    def users(self) -> dict[int, str]:
        """The e-mail of every user, by id."""
        with translated(self.url):
            return {int(user.id): str(user.email) for user in self._sdk.users.list(request_options=_READ)}

    def invite_path(self) -> str:
        """Path and query of the page where invited people sign up."""
        with translated(self.url):
            return str(self._sdk.organizations.invites.get_invite_link().invite_url)

    def personal_token(self) -> str:
        """A new personal access token of the token's own user."""
        with translated(self.url):
            return str(self._sdk.tokens.create().token)

    def create_project(self, title: str, label_config: str, **settings: Any) -> dict[str, Any]:
        """A new project.

        Args:
            title: At least 3 characters.
            label_config: The labelling interface, in Label Studio's XML.
            settings: Further fields, e.g. expert_instruction, show_collab_predictions, maximum_annotations.
        """
        with translated(self.url):
            return _plain(self._sdk.projects.create(title=title, label_config=label_config, **settings))

    def find_project(self, title: str) -> dict[str, Any] | None:
        """The oldest project with exactly this title."""
        with translated(self.url):
            found = [p for p in self._sdk.projects.list(title=title, request_options=_READ) if p.title == title]
        return _plain(min(found, key=lambda p: p.id)) if found else None

    def project(self, project: int) -> dict[str, Any]:
        """Everything about a project."""
        with translated(self.url):
            return _plain(self._sdk.projects.get(project, request_options=_READ))

    def update_project(self, project: int, **changes: Any) -> dict[str, Any]:
        """Change fields of a project, e.g. label_config or model_version (refused if no prediction has it)."""
        with translated(self.url):
            return _plain(self._sdk.projects.update(project, **changes))

    def delete_project(self, project: int) -> None:
        """Remove a project with all its tasks."""
        with translated(self.url):
            self._sdk.projects.delete(project)

    def import_tasks(self, project: int, tasks: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add tasks (`{"data": …, "predictions": …}`) in one request, best 1,000; their ids in the same order.

        The server does not check predictions. Imports are not idempotent: after a StudioSilent look first.
        """
        with translated(self.url):
            answer = self._sdk.projects.import_tasks(project, request=list(tasks), return_task_ids=True)
        ids = [int(task) for task in answer.task_ids or []]
        if len(ids) != len(tasks):
            raise StudioRefused(self.url, 201, f"it took {len(ids)} of {len(tasks)} tasks")
        return ids

    def import_predictions(self, project: int, predictions: Sequence[Mapping[str, Any]]) -> int:
        """Append predictions (`{"task": …, "result": …, "model_version": …}`); how many the server made."""
        with translated(self.url):
            return int(self._sdk.projects.import_predictions(project, request=list(predictions)).created or 0)

    def tasks(
        self,
        project: int,
        *conditions: Condition,
        either: bool = False,
        order_by: str | None = None,
        include: Sequence[str] = (),
        full: bool = True,
        page_size: int = 500,
    ) -> Iterator[dict[str, Any]]:
        """The project's tasks, page by page as they are taken.

        Args:
            project: Its id.
            conditions: All must hold; with `either` one is enough (30 at once were tried).
            either: See there.
            order_by: A column such as `tasks:updated_at`; `-tasks:updated_at` for the newest first.
            include: Only these fields, e.g. `("id", "data")`: three times as fast for whole projects.
            full: With all annotations and predictions; else the task's own fields only.
            page_size: Tasks per request.
        """
        query: dict[str, Any] = {}
        if conditions:
            joined = "or" if either else "and"
            query["filters"] = {"conjunction": joined, "items": [c.as_json() for c in conditions]}
        if order_by:
            query["ordering"] = [order_by]
        with translated(self.url):
            pages = self._sdk.tasks.list(
                project=project,
                fields="all" if full and not include else "task_only",
                include=",".join(include) or None,
                query=json.dumps(query) if query else None,
                page_size=page_size,
                request_options=_READ,
            )
            for task in pages:
                yield _task(_plain(task))

    def task(self, task: int) -> dict[str, Any]:
        """One task with its annotations and predictions."""
        with translated(self.url):
            return _task(_plain(self._sdk.tasks.get(str(task), request_options=_READ)))

    def delete_tasks(self, project: int, tasks: Sequence[int]) -> None:
        """Remove these tasks with their annotations."""
        chosen = {"all": False, "included": list(tasks)}
        with translated(self.url):
            self._sdk.actions.create(project=project, id="delete_tasks", selected_items=chosen)

    def create_annotation(self, task: int, result: Sequence[Mapping[str, Any]], **fields: Any) -> dict[str, Any]:
        """Answer a task, as the token's user.

        Args:
            task: Its id.
            result: Regions, in the shapes of the label config.
            fields: E.g. lead_time (seconds), was_cancelled (a skip), ground_truth, completed_by (another user's id).
        """
        with translated(self.url):
            return _annotation(_plain(self._sdk.annotations.create(task, result=list(result), **fields)))

    def update_annotation(self, annotation: int, **fields: Any) -> dict[str, Any]:
        """Change an annotation, e.g. its `result`."""
        with translated(self.url):
            return _annotation(_plain(self._sdk.annotations.update(annotation, **fields)))

    def delete_annotation(self, annotation: int) -> None:
        """Remove an annotation."""
        with translated(self.url):
            self._sdk.annotations.delete(annotation)


def _plain(model: Any) -> dict[str, Any]:
    return dict(model.model_dump(mode="json", warnings=False))


def _task(task: dict[str, Any]) -> dict[str, Any]:
    if isinstance(task.get("annotations"), list):
        task["annotations"] = [_annotation(annotation) for annotation in task["annotations"]]
    return task


def _annotation(annotation: dict[str, Any]) -> dict[str, Any]:
    """`completed_by` is a user's id in some answers and the whole user in others: here always the id."""
    who = annotation.get("completed_by")
    return annotation | {"completed_by": who.get("id")} if isinstance(who, dict) else annotation
