"""Which kinds of task a labeler can answer; the others are refused before any work."""

from collections.abc import Collection

from annotation.labelers._types import Task
from pipelines.core.errors import VerilodeError


def only(labeler: str, task: Task, kinds: Collection[str], does: str = "chooses labels") -> None:
    """Let tasks of these kinds pass.

    Args:
        labeler: Its name.
        task: What is asked.
        kinds: What it can answer.
        does: What it does, for the reason.

    Raises:
        VerilodeError: for a task of another kind.
    """
    if task.kind not in kinds:
        raise VerilodeError(f"labeler {labeler!r} {does} and cannot answer tasks of kind {task.kind}")
