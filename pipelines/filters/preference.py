"""Drop preference pairs that teach nothing or the wrong thing: no difference, an empty side, a contradiction."""

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import Absent, Rule, Rules, Within
from pipelines.filters import Filter


def preference(
    *,
    missing: bool = True,
    empty: bool = True,
    same: bool = True,
    contradiction: bool = True,
    both_sides: bool = False,
    max_similarity: float | None = 0.95,
    max_length_ratio: float | None = None,
) -> Filter:
    """Keep pairs whose chosen answer is another one than the rejected, and that no other pair contradicts.

    Of pairs that contradict each other all are dropped: which one is right only a person can say. Answers that differ
    by hardly a word make DPO push the chosen one down, too (Pal et al. 2024, arXiv 2402.13228).

    Args:
        missing: Whether records without a rejected answer are kept, for they are no pairs.
        empty: Whether to drop pairs of which one answer says nothing.
        same: Whether to drop pairs of answers that are equal but for case and white space.
        contradiction: Whether to drop pairs of one prompt that are there both ways round, or lead in a circle.
        both_sides: Whether to drop pairs with an answer another pair of the prompt has on the other side; rankings of
            three answers have them without a fault.
        max_similarity: Largest share of the two answers' words that both may have (Jaccard); nothing for no limit.
        max_length_ratio: How many times as many words one answer may have as the other; nothing for no limit.
    """
    if max_length_ratio is not None and max_length_ratio < 1:
        raise VerilodeError(f"preference: the length ratio is at least 1, not {max_length_ratio:g}")
    column = "preference.{}".format
    chosen: list[tuple[bool, Rule]] = [
        (not missing, Absent("missing", column("missing"), "not there")),
        (empty, Absent("empty", column("empty"), "empty")),
        (same, Absent("same", column("same"), "the same answer")),
        (contradiction, Absent("contradiction", column("contradiction"), "contradicted")),
        (both_sides, Absent("both_sides", column("both_sides"), "on both sides")),
    ]
    rules = [rule for wanted, rule in chosen if wanted]
    if max_similarity is not None:
        says = "of the two answers' words are in both"
        rules.append(Within("similar", column("similarity"), says, high=max_similarity, share=True))
    if max_length_ratio is not None:
        says, low = "times as many words as the rejected answer", 1 / max_length_ratio
        rules.append(Within("length_ratio", column("length_ratio"), says, low=low, high=max_length_ratio))
    return Rules({"preference": {}}, rules)
