"""Presets by meaning: what one wants to be found, instead of n-grams and thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Preset:
    """Options of the kernel under a name, and what they catch in words."""

    name: str
    catches: str
    misses: str
    options: Mapping[str, Any] = field(default_factory=dict)


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "same-text",
            "texts with the same words in the same order, whatever their case, punctuation and spacing",
            "any text in which one word differs",
            {"measure": "sequence"},
        ),
        Preset(
            "near-identical",
            "copies in which a word or two were edited, or up to a tenth was cut off",
            "of copies with 2 to 4 % of their words edited about half, of those with more than 6 % nearly all",
            {"measure": "jaccard", "unit": "word", "ngram": 5, "threshold": 0.8},
        ),
        Preset(
            "light-edits",
            "copies in which up to about a twentieth of the words was edited, or up to a fifth was cut off",
            "rewritten texts; and it also takes about 7 % of the records that share 50 to 85 % of their words with "
            "others of a template, so look at the dropped ones before you trust it",
            {"measure": "jaccard", "unit": "word", "ngram": 2, "threshold": 0.68},
        ),
        Preset(
            "contained",
            "texts of which four fifths stand in a longer text: quotations, cut and truncated copies",
            "texts of fewer than ten n-grams, which stand in many others by chance",
            {"measure": "containment", "unit": "word", "ngram": 5, "threshold": 0.8},
        ),
        Preset(
            "short-text",
            "near copies among texts of under about twenty words: messages, titles, codes",
            "other words for the same thing",
            {"measure": "jaccard", "unit": "char", "ngram": 5, "threshold": 0.8},
        ),
    )
}
"""In order of how much they find; the figures are those of benchmarks/presets.py."""


def preset_options(name: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a preset with those given on top; the given ones alone when there is no preset.

    Raises:
        VerilodeError: when no preset has this name.
    """
    chosen = {key: value for key, value in given.items() if value is not None}
    if name is None:
        return chosen
    if name not in PRESETS:
        near = get_close_matches(name, PRESETS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(PRESETS)}"
        raise VerilodeError(f"no preset called {name!r}; {hint}")
    return {**PRESETS[name].options, **chosen}
