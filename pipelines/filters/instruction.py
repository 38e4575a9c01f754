"""Drop questions with answers nobody should learn from: refusals, echoes, answers cut off or never filled in."""

from pipelines.core.rules import Absent, Rule, Rules, Within
from pipelines.filters import Filter


def instruction(
    *,
    missing: bool = True,
    empty: bool = True,
    echo: bool = True,
    refusal: bool = True,
    cut_off: bool = True,
    repeats: bool = True,
    placeholder: bool = True,
    template_mark: bool = True,
    max_echo: float = 0.999,
    max_repeated: float = 0.5,
    labels: list[str] | None = None,
) -> Filter:
    """Keep records whose answer answers; of a chat the last answer and the question before it are judged.

    Args:
        missing: Whether records without an instruction or a response are kept, for they can still be labelled.
        empty: Whether to drop a side that is there but holds no visible character.
        echo: Whether to drop responses that only repeat their instruction.
        refusal: Whether to drop responses that refuse, or begin with what a machine cannot do.
        cut_off: Whether to drop responses that break off: at a dangling word, a comma, dots, an open bracket or fence.
        repeats: Whether to drop responses that say the same lines or sentences over and over.
        placeholder: Whether to drop responses with places never filled in, such as "[your name]".
        template_mark: Whether to drop records with marks of a chat template in their text, such as "<|im_end|>".
        max_echo: Largest share of a response that may be its instruction once more.
        max_repeated: Largest share of a response's lines and sentences that may repeat an earlier one.
        labels: Answers that are always right, such as `task.labels`; records answered with one are kept.
    """
    column = "instruction.{}".format
    chosen: list[tuple[bool, Rule]] = [
        (not missing, Absent("missing", column("missing"), "not there")),
        (empty, Absent("empty", column("empty"), "empty")),
        (echo, Within("echo", column("echo"), "of the response is its instruction", high=max_echo, share=True)),
        (refusal, Absent("refusal", column("refusal"), "a refusal")),
        (cut_off, Absent("cut_off", column("cut_off"), "the response breaks off after")),
        (
            repeats,
            Within(
                "repeats", column("repeated_lines"), "of its lines were there before", high=max_repeated, share=True
            ),
        ),
        (placeholder, Absent("placeholder", column("placeholder"), "never filled in")),
        (template_mark, Absent("template_mark", column("template_mark"), "a mark of a chat template")),
    ]
    return Rules({"instruction": {"labels": labels or []}}, [rule for wanted, rule in chosen if wanted])
