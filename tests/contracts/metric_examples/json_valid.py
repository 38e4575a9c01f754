"""JSON of any depth."""

import json

from hypothesis import strategies as st

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner))

TEXTS = VALUES.map(json.dumps) | st.sampled_from(["[" * 100_000, "1" * 5000, '{"a": 1, "a": 2}', "{'a': 1}"])
