"""Exchanges in one line each."""

from training.data.examples import Example


def chat(name: str, *turns: str) -> Example:
    """An example from turns such as `user: which eye`; the last one is the answer."""
    *before, (_, _, answer) = [turn.partition(": ") for turn in turns]
    return Example(name, tuple({"role": role, "content": text} for role, _, text in before), answer)
