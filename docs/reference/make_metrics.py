"""Writes metrics.md, the table of every metric, from the metrics themselves: python docs/reference/make_metrics.py."""

import typing
from collections.abc import Iterator
from pathlib import Path

from pipelines.core.registry import Option
from training.metrics import METRICS, fits

OPENING = """# Metrics

Written by `docs/reference/make_metrics.py` from the metrics themselves; a test compares the two. A recipe names metrics
under `evaluate.metrics`; where it names none, those in the second column are measured for its kind of task.

A figure lies between 0 and 1, and more is better unless the name says error. Most metrics have one figure per question;
base and tuned are then compared question by question, with a paired bootstrap interval. Further figures are parts of a
metric's score. An answer that cannot be read (no list, no JSON, no span) is wrong, and its share is a part of its own.
A metric that cannot be measured says why in one line: no confidences, no label set, no schema.
"""

CLOSING = """## Running code
`executes` runs code that a model wrote, so it is off until a recipe says `evaluate.execute: true`. Each answer runs
in a sandbox: its own user, process, network, mount and IPC namespace, a root that holds only the system's libraries
and Python, read-only, an empty environment, one empty folder, and bounds on time, memory, files, processes and
output. The tests sit in another process than the solution, which cannot see them: a solution passes by returning
the right values and in no other way. Arguments and results must therefore be plain values (numbers, texts, lists,
tuples, sets, dictionaries, bytes), and what a solution does to its arguments is not seen. Only Python's standard
library is there.

The sandbox bounds memory process by process (10 processes of 512 MB by default), and it shares the machine's kernel.
For code from people who mean harm, run the evaluation in a virtual machine of its own.

On a machine without namespaces (macOS, many containers) nothing is run. `isolation: limits` runs all the same, with
bounds and an empty environment but with the network and readable files in reach: for code you would run yourself.

## A model as judge
With `evaluate.judge` a language model at an OpenAI-compatible endpoint chooses between the answers of tuned and
base. Each pair is asked in both orders; a win needs both, anything else is a tie. Beside the win rate the report
says how often the choice flipped with the order, the share of choices for the first place, the win rate at equal
length (Dubois et al. 2024), an exact sign test, and, where people voted on the same items, Cohen's kappa with them.
Judge a judge by that kappa before trusting its win rate. Verdicts are kept as they come: a run that is repeated
pays for none twice.

Answers are untrusted text. They are quoted as JSON between random marks, and a verdict counts only with a random
receipt that no answer can know. This keeps an answer from ending its own quotation or forging a verdict; it does
not make a model immune to flattery.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *_table(), "", "## Options\n", *_options(), CLOSING])


def _table() -> Iterator[str]:
    yield "| metric | measured for | what it is |"
    yield "|---|---|---|"
    for name in METRICS.names():
        yield f"| `{name}` | {', '.join(fits(name)) or 'by name only'} | {METRICS.summary(name)} |"


def _options() -> Iterator[str]:
    for name in METRICS.names():
        found = [_line(option) for option in METRICS.options(name)]
        if found:
            yield "\n".join([f"`{name}`", *found, ""])


def _line(option: Option) -> str:
    choices = typing.get_args(option.type) if typing.get_origin(option.type) is typing.Literal else ()
    named = " or ".join(f"`{choice}`" for choice in choices if choice)
    default = "" if option.default in ((), "", None) else f" Default `{option.default}`."
    return f"- `{option.name}`{f' ({named})' if named else ''}: {option.help}{default}"


if __name__ == "__main__":
    Path(__file__).with_name("metrics.md").write_text(page(), encoding="utf-8")
