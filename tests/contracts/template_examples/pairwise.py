"""Two answers, of which the source preferred the first."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

QUESTION = Question("r1", "Capital of France?", "[0,1]", ("Paris", "<i>Lyon</i>"))
EXAMPLE = Example(Task(kind="rank"), QUESTION, ("[0,1]", "[1,0]"))
