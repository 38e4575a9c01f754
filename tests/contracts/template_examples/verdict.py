"""An example to be judged."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

EXAMPLE = Example(Task(kind="verdict"), Question("r1", "Capital?\n\nParis"), ("acceptable", "not acceptable"))
