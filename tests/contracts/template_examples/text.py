"""An instruction and its answer."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

VALUES = ("Paris", "  two\n\nparagraphs\t", "<b>not bold</b>")
EXAMPLE = Example(Task(kind="generate"), Question("r1", "Capital of France?"), VALUES)
