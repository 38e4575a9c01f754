"""Records of known truth among the others: which wrong suggestion each of them shows.

A reviewer must not be able to tell them apart, so they take the place, the confidence and the kind of reason that any
record has. A labeler's own mistakes come first, for nothing looks more like one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.core.ids import coin
from pipelines.kinds import Kind, Question, Task
from pipelines.store.labels import Annotation, Suggested


def natural(
    fixed: Mapping[str, Annotation], proposed: Mapping[str, Suggested], agree: Callable[[str, str], bool]
) -> dict[str, str]:
    """Suggestions that are wrong by the golden answer, by record id."""
    pairs = ((name, proposed[name].value, answer.value) for name, answer in fixed.items() if name in proposed)
    return {name: said for name, said, truth in pairs if said and truth and said != truth and not agree(said, truth)}


def candidates(names: Iterable[str], wrong: Mapping[str, str], salt: str) -> list[str]:
    """Golden records in the order in which they are planted: those the labeler got wrong first, each group by coin."""
    return sorted(names, key=lambda name: (name not in wrong, coin("plant", salt, name)))


def planted_values(
    names: Sequence[str],
    number: int,
    wrong: Mapping[str, str],
    truth: Mapping[str, str],
    asked: Mapping[str, Question],
    kind: Kind,
    task: Task,
) -> dict[str, str]:
    """The wrong value of the first `number` records that have one: the labeler's own, else one near the truth."""
    found: dict[str, str] = {}
    for name in names:
        if len(found) == number:
            break
        if name in wrong:
            found[name] = wrong[name]
        elif near := kind.variants(truth[name], asked[name], task):
            found[name] = near[int(coin("variant", name) * len(near))]
    return found


def posing(planted: Mapping[str, str], proposed: Mapping[str, Suggested]) -> Iterator[tuple[str, Suggested]]:
    """The planted values as suggestions.

    A value that is not the labeler's own has a reason borrowed from a record for which the labeler said the same, else
    from any: where every other suggestion gives a reason, one without would stand out.
    """
    borrowed = {name for name, value in planted.items() if proposed[name].value != value}
    reasons: dict[str | None, tuple[float, str]] = {}
    for name, one in proposed.items() if borrowed else ():
        if one.rationale and name not in planted:
            lot = (coin("reason", name), one.rationale)
            for value in (one.value, None):
                reasons[value] = min(reasons.get(value, lot), lot)
    for name, value in planted.items():
        own = proposed[name]
        reason = reasons.get(value, reasons.get(None, (0.0, None)))[1] if name in borrowed else own.rationale
        yield name, replace(own, value=value, rationale=reason, cause=None)
