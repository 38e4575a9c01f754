"""How good each rule is: how many records it speaks on, and how often it was right on verified ones."""

from collections.abc import Sequence

from annotation.labelers._rules.rule import Rule, TooSlow
from annotation.labelers._rules.votes import Panel, worths
from annotation.labelers._taught import answers_of
from annotation.labelers._types import Example, Question, RuleReport, Task


def rule_report(
    rules: Sequence[Rule], questions: Sequence[Question], examples: Sequence[Example], task: Task
) -> list[RuleReport]:
    """One line per rule, in their order.

    Args:
        rules: As `read_rules` or `read_rule_file` gives them.
        questions: The records that coverage is counted over.
        examples: Verified records that precision is measured on.
        task: Whose labels the rules speak for.
    """
    panel = Panel(rules)
    spoken = [_speaking(panel, question.text) for question in questions]
    taught = answers_of(examples, task)
    heard = [_speaking(panel, example.text) for example, _, _ in taught]
    measured = worths(rules, heard, [labels for _, labels, _ in taught])
    one_answer = task.kind != "multilabel"
    lines = []
    for number, worth in enumerate(measured):
        mine = [numbers for numbers in spoken if number in numbers]
        clashes = sum(one_answer and any(rules[n].label != worth.rule.label for n in numbers) for numbers in mine)
        share = len(mine) / len(questions) if questions else 0.0
        precision = worth.right / worth.spoke if worth.spoke else None
        rule = worth.rule
        lines.append(RuleReport(rule.name, rule.label, len(mine), share, clashes, worth.spoke, worth.right, precision))
    return lines


def _speaking(panel: Panel, text: str) -> tuple[int, ...]:
    try:
        return panel.speaking(text) if text.strip() else ()
    except TooSlow:
        return ()
