"""The rules labeler: phrases and patterns that experts write down, weighed by how often they were right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from annotation.labelers._learning.calibration import fit_share_right, log_odds
from annotation.labelers._ledger import Ledger
from annotation.labelers._rules.report import rule_report
from annotation.labelers._rules.rule import Rule, TooSlow, read_rule_file, read_rules
from annotation.labelers._rules.votes import Panel, Worth, choose, each, worths
from annotation.labelers._serves import only
from annotation.labelers._taught import answers_of
from annotation.labelers._types import Example, Labeler, Question, RuleReport, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest
from pipelines.core.progress import progress
from pipelines.kinds import kind_of

_KINDS = ("classify", "verdict", "multilabel")
_EVERY = 500


def rules(*, rules: list[dict[str, Any]] | None = None, file: str | None = None, calibrate_from: int = 50) -> Labeler:
    """Labelling functions as data: each rule speaks for one label, or abstains.

    A rule names a `label` and one or more of: `any` (one of these phrases stands in the text), `all` (each does),
    `none` (none does), `pattern` (a regular expression). Phrases are whole words in any case. Where rules speak for
    one label, its probability comes from their precision on the verified examples, smoothed so that an unchecked rule
    counts as a coin; where they contradict each other, the likeliest label stands if it is likelier than not, else
    the record goes to a person (`rules_disagree`), as do those on which no rule speaks (`rules_silent`) and those on
    which a pattern does not come to an end (`rule_too_slow`). Where any number of labels may fit, the suggested set
    holds each label at least as likely as not, and its confidence also counts how often the rules missed a label.

    Args:
        rules: The rules, such as {label: refund, any: [refund, money back], none: [no refund]}; `name` is optional.
        file: A YAML file with a list of rules, instead of or besides `rules`.
        calibrate_from: Verified examples with a vote from which on the confidence is fitted to the share that is right.
    """
    given = read_rules(rules or [], "labeler 'rules'")
    held = read_rule_file(Path(file)) if file else ()
    if not given and not held:
        raise VerilodeError(
            "labeler 'rules' needs rules: the option rules with a list of them, or file with their file"
        )
    return _Rules((*given, *held), calibrate_from)


@dataclass(frozen=True, slots=True)
class _Rules:
    rules: tuple[Rule, ...]
    calibrate_from: int

    def suggest(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger | None = None
    ) -> Iterator[Suggestion]:
        """Suggestions in the order of the questions; nothing is asked of anybody, so no ledger."""
        only("rules", task, _KINDS)
        options = kind_of(task.kind).options(task)
        for rule in self.rules:
            if rule.label not in options:
                raise VerilodeError(
                    f"labeler 'rules': {rule.name!r} speaks for {rule.label!r}, which is not one of the "
                    f"{len(options)} labels"
                )
        panel = Panel(self.rules)
        court = self._taught(panel, examples, task)
        for done, question in enumerate(questions, start=1):
            yield self._answer(panel, court, question, task)
            if done % _EVERY == 0 or done == len(questions):
                progress("rules labeler", done, len(questions))

    def _taught(self, panel: Panel, examples: Sequence[Example], task: Task) -> "_Court":
        """What the rules are worth, and what their joint word is worth.

        A verified record that is asked about again counts in both. To leave each out of its own figure would be worse:
        where it was right the figure drops and where it was wrong it rises, so that confidence would rank backwards.
        """
        heard = []
        for example, labels, value in answers_of(examples, task):
            try:
                heard.append((panel.speaking(example.text), labels, value))
            except TooSlow:
                continue
        measured = worths(self.rules, [numbers for numbers, _, _ in heard], [labels for _, labels, _ in heard])
        spoken = [one for one in heard if one[0]]
        complete = sum(set(labels) <= {self.rules[number].label for number in numbers} for numbers, labels, _ in spoken)
        hash_ = digest([[asdict(rule) for rule in self.rules], [[w.spoke, w.right] for w in measured], len(spoken)])
        court = _Court(measured, (complete + 1) / (len(spoken) + 2), hash_, None)
        judged = [(_joint(court, numbers, task), value) for numbers, _, value in spoken]
        decided = [(found, value) for found, value in judged if found is not None]
        if len(decided) < self.calibrate_from:
            return court
        odds = log_odds(np.array([sure for (_, sure), _ in decided]))[:, None]
        right = np.array([found == value for (found, _), value in decided])
        return _Court(measured, court.complete, hash_, fit_share_right(odds, right))

    def report(self, questions: Sequence[Question], examples: Sequence[Example], task: Task) -> list[RuleReport]:
        """How good each rule is, by these records and these verified examples."""
        only("rules", task, _KINDS)
        return rule_report(self.rules, questions, examples, task)

    def _answer(self, panel: Panel, court: "_Court", question: Question, task: Task) -> Suggestion:
        def nothing(cause: str) -> Suggestion:
            return Suggestion(question.record_id, None, None, None, "rules", court.hash, cause)

        if not question.text.strip():
            return nothing("no_text")
        try:
            numbers = panel.speaking(question.text)
        except TooSlow:
            return nothing("rule_too_slow")
        if not numbers:
            return nothing("rules_silent")
        found = _joint(court, numbers, task)
        if found is None:
            return nothing("rules_disagree")
        value, sure = found
        if court.fitted is not None:
            sure = float(court.fitted(log_odds(np.array([[sure]])))[0])
        why = "; ".join(f"{self.rules[number].name}: {self.rules[number].label}" for number in numbers)
        return Suggestion(question.record_id, value, sure, why, "rules", court.hash, basis="rules")


@dataclass(frozen=True, slots=True)
class _Court:
    """Each rule's worth, the share of sets in which no label was missed, and the fit of joint words to being right."""

    worths: list[Worth]
    complete: float
    hash: str
    fitted: Any


def _joint(court: _Court, numbers: Sequence[int], task: Task) -> tuple[str, float] | None:
    """The value that speaking rules stand for together, with its probability; None where they cancel out."""
    kind, speaking = kind_of(task.kind), [court.worths[number] for number in numbers]
    if task.kind == "multilabel":
        return _joint_set(each(speaking), court.complete, task)
    chances: Mapping[str, float] = choose(speaking, len(kind.options(task)))
    best = max(sorted(chances), key=chances.__getitem__)
    if len(chances) > 1 and chances[best] <= 0.5:
        return None
    return best, chances[best]


def _joint_set(chances: Mapping[str, float], complete: float, task: Task) -> tuple[str, float] | None:
    chosen = sorted(label for label, chance in chances.items() if chance >= 0.5)
    if not chosen:
        return None
    kind, nobody = kind_of(task.kind), Question("", "")
    sure = complete * float(np.prod([max(chance, 1 - chance) for chance in chances.values()]))
    return kind.from_model({"labels": chosen}, nobody, task), sure
