"""A message and its desk; the labels hold what XML treats specially."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

LABELS = ("R&D", 'the "front" desk', "<script>", "l'été", "a > b")
EXAMPLE = Example(Task(LABELS, "Which desk?"), Question("r1", "Where is <b>my</b> parcel & bill?"), LABELS)
