"""What a dedupe step counts as a copy, in words, and what the presets would."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.widgets.numbers import share
from app.widgets.plain_text import escape_markdown
from pipelines.neardup.options import Options
from pipelines.neardup.presets import PRESETS

_KEEPS = {
    "longest": "The longest record of a cluster stays.",
    "first": "The first record of a cluster stays.",
    "newest": "The newest record of a cluster stays.",
    "source": "The record from the best source stays.",
    "verified": "A record that people have checked stays, where there is one.",
}


def copy_rule_in_words(rule: Options, options: Mapping[str, Any]) -> str:
    """One or two sentences on what a dedupe step does.

    Args:
        rule: What it counts as a copy.
        options: The step's options as the recipe has them.
    """
    name = options.get("preset")
    preset = f"Preset {name}, for {PRESETS[name].catches}. " if name in PRESETS else ""
    return f"{preset}{_alike(rule)} {_linked(rule)} {_KEEPS.get(options.get('keep', 'longest'), '')}".strip()


def presets_table() -> None:
    """What every preset catches and misses, and how to use one."""
    with st.expander("What would other presets catch?"):
        rows = [{"preset": p.name, "catches": p.catches, "misses": p.misses} for p in PRESETS.values()]
        st.table(pd.DataFrame(rows).set_index("preset"))
        st.caption("Write one into the list clean of verilode.yaml, then clean again:")
        st.code("- dedupe: {preset: light-edits}", language="yaml")


def chain_hint(links: int | None, rule: Options) -> None:
    """How far the ends of a cluster are apart, and what to do about a long chain.

    Args:
        links: Pairs of similar records between the two ends; None where an older version did not note them.
        rule: What its step counted as a copy.
    """
    if links is None:
        return
    if links == 0:
        st.caption("All of these have the same words.")
    elif links == 1:
        st.caption("Every one of these is a copy of every other.")
    elif rule.link == "star" or rule.contained:
        st.caption("Every dropped record is a direct copy of the kept one.")
    else:
        advice = "Look at the least similar ones; the option link: star keeps only direct copies together."
        st.warning(escape_markdown(f"The ends of this chain are {links} links apart. {advice}"))


def _alike(rule: Options) -> str:
    if rule.measure == "sequence":
        return "Two records are copies when they have the same words in the same order."
    unit = {"word": "words", "char": "characters"}[rule.unit]
    runs, part = f"runs of {rule.ngram} {unit}", share(rule.threshold, 0)
    if rule.contained:
        return f"A record is a copy when at least {part} of its {runs} stand in a longer one."
    return f"Two records are copies when they share at least {part} of their {runs} (Jaccard {rule.threshold:g})."


def _linked(rule: Options) -> str:
    if rule.contained or rule.measure == "sequence":
        return ""
    if rule.link == "star":
        return "Every dropped record is that similar to the one that stays."
    return "Copies of copies make one cluster, so its ends may resemble each other less."
