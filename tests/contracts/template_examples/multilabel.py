"""A diagnosis and its codes."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

CODES = ("I50", "I50.1", "E11&E12")
VALUES = ("[]", '["I50.1"]', '["E11&E12","I50.1"]')
EXAMPLE = Example(Task(CODES, kind="multilabel", separator="."), Question("r1", "heart failure"), VALUES)
