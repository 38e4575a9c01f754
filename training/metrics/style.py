"""Style: how likely the house would approve of the way an answer is written."""

import json
from collections.abc import Sequence
from pathlib import Path

from pipelines.core.errors import VerilodeError
from training.metrics import Answered, Metric, Score
from training.metrics._normal import normal
from training.metrics._scored import mean, scored
from training.metrics._taught_style import Taught, teach


def style(
    *,
    approved: Sequence[str] | str = (),
    rejected: Sequence[str] | str = (),
    wanted: Sequence[str] = (),
    banned: Sequence[str] = (),
    seed: int = 0,
) -> Metric:
    """Mean probability that an answer would be approved, from a classifier of approved against rejected texts.

    Logistic regression over TF-IDF of words and of characters. Parts: `auc`, how well it told held-out texts apart,
    with `auc_low` and `auc_high` (95 %); it refuses where that is not clearly better than a coin. The lexicon is a rule
    beside it: part `rules_kept` is the share of answers with a wanted phrase (if any are named) and no banned one.
    Without texts the rule is the value.

    Args:
        approved: Approved texts, or a file of them: JSON lines of texts, or one text a line.
        rejected: Rejected ones, likewise.
        wanted: Phrases of which an answer must hold one.
        banned: Phrases that no answer may hold.
        seed: Decides which texts are held out.

    Raises:
        VerilodeError: when there is neither a text nor a phrase, or approved and rejected cannot be told apart.
    """
    if not (approved or rejected or wanted or banned):
        raise VerilodeError("metric 'style' needs the options 'approved' and 'rejected', or 'wanted' or 'banned'")
    taught = teach(_texts(approved), _texts(rejected), seed) if approved or rejected else None

    def metric(answers: Sequence[Answered]) -> Score:
        kept = [float(_keeps(one.answered, wanted, banned)) for one in answers]
        rules = {"rules_kept": mean(kept)} if wanted or banned else {}
        if taught is None:
            return scored(kept, rules)
        return scored(taught.approved([one.answered for one in answers]), _worth(taught) | rules)

    return metric


def _worth(taught: Taught) -> dict[str, float]:
    return {"auc": taught.auc, "auc_low": taught.interval.low, "auc_high": taught.interval.high}


def _keeps(text: str, wanted: Sequence[str], banned: Sequence[str]) -> bool:
    """Whether the text keeps to the lexicon; a phrase stands between blanks or punctuation, in any case."""
    held = _padded(text)
    return (not wanted or any(_padded(phrase) in held for phrase in wanted)) and not any(
        _padded(phrase) in held for phrase in banned
    )


def _padded(text: str) -> str:
    """Words between single blanks, with a blank at both ends."""
    return f" {normal(''.join(c if c.isalnum() or c == chr(39) else ' ' for c in text))} "


def _texts(given: Sequence[str] | str) -> list[str]:
    if not isinstance(given, str):
        return list(given)
    try:
        lines = Path(given).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=given) from None
    return [_text(given, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _text(file: str, number: int, line: str) -> str:
    """A JSON text, an object's `text` or `response`, or the line as it stands."""
    if not line.lstrip().startswith(('"', "{")):
        return line
    try:
        found = json.loads(line)
    except ValueError as broken:
        raise VerilodeError(f"is no JSON: {broken}", file=file, line=number) from None
    text = (found.get("text") or found.get("response")) if isinstance(found, dict) else found
    if not isinstance(text, str):
        raise VerilodeError("has no text or response", file=file, line=number)
    return text
