"""A prescription with characters of two UTF-16 units, a joined emoji, a combining accent and a Windows newline."""

from pipelines.kinds import Question, Task
from tests.contracts.template_examples import Example

TEXT = "😀 Take aspirin\r\nor 👩\u200d⚕️ ibuprofène e\u0301 now"
VALUES = (
    "[]",
    '[{"end":14,"label":"drug","start":7}]',
    '[{"end":1,"label":"mood","start":0},{"end":34,"label":"drug","start":24}]',
)
EXAMPLE = Example(Task(("drug", "mood"), kind="spans"), Question("r1", TEXT), VALUES)
