"""A task whose function returns 2."""

from hypothesis import strategies as st

OPTIONS = {"execute": True}
META = {
    "prompt": 'def two():\n    """Two."""\n',
    "entry_point": "two",
    "test": "def check(candidate):\n    assert candidate() == 2\n",
}
TEXTS = st.sampled_from(["    return 2", "    return 3"])
TRIES = 3
