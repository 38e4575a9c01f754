"""Labelled places, as the kind writes them and as a snapshot quotes them, some of them impossible."""

import json

from hypothesis import strategies as st

_LABELS = st.sampled_from(["party", "date"])
_PLACES = st.fixed_dictionaries(
    {"start": st.integers(-1, 4), "end": st.integers(0, 10**12) | st.integers(0, 5), "label": _LABELS}
)
_QUOTES = st.fixed_dictionaries({"text": st.sampled_from(["?", "??", "x", ""]), "label": _LABELS})

TEXTS = st.lists(_PLACES | _QUOTES, max_size=3).map(json.dumps)
