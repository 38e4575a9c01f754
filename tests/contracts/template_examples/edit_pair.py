"""A whole example."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

VALUES = (
    '{"instruction":"Capital?","response":"Paris","system":""}',
    '{"instruction":"Capital?\\nOf France","response":" Paris ","system":"Be short."}',
)
EXAMPLE = Example(Task(kind="edit"), Question("r1", "Capital?\nParis"), VALUES)
