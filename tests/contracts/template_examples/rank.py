"""Three answers in the record's own order."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

QUESTION = Question("r1", "Capital of France?", "[0,1,2]", ("Paris", "Lyon & more", "<b>Nice</b>"))
EXAMPLE = Example(Task(kind="rank"), QUESTION, ("[0,1,2]", "[2,0,1]", "[1,2,0]"))
