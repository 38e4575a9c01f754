"""Two answers of which nobody said which is better."""

from pipelines.kinds import Task
from pipelines.kinds.preference import CHOICES, AsTheyStand
from tests.contracts.template_examples import Example

QUESTION = AsTheyStand("r1", "Capital of France?", None, ("Paris", "<i>Lyon</i>"))
EXAMPLE = Example(Task(kind="preference"), QUESTION, CHOICES)
