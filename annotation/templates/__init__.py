"""Label Studio templates: the labelling interface of each kind of task, what is put into it, and how answers read.

One file, one factory of the file's name, which returns a `Template`. Interfaces are built as XML trees from the task;
record text is only ever shown by `Text` and `List` bodies, which do not read HTML.
"""

from collections.abc import Sequence

from annotation.templates._types import ID_FIELD, Reading, Template
from pipelines.core.errors import VerilodeError
from pipelines.core.registry import Registry
from pipelines.kinds import Question, Task

TEMPLATES = Registry("annotation.templates")

__all__ = ["ID_FIELD", "TEMPLATES", "Reading", "Template", "template_for"]


def template_for(task: Task, questions: Sequence[Question] = ()) -> Template:
    """The most fitting template of the task's kind that takes all these questions.

    Raises:
        VerilodeError: where there is none.
    """
    found: list[Template] = [TEMPLATES.build(name) for name in TEMPLATES.names()]
    fitting = [t for t in found if t.kind == task.kind and all(t.takes(question) for question in questions)]
    if not fitting:
        raise VerilodeError(f"no Label Studio template takes these records of the kind {task.kind!r}")
    return max(fitting, key=lambda template: template.preference)
