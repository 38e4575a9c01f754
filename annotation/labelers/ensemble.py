"""The ensemble labeler: several labelers asked the same, believed where they agree."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.labelers import LABELERS
from annotation.labelers._agreement import Joint, fitted, join
from annotation.labelers._ledger import Ledger
from annotation.labelers._types import Estimate, Example, Labeler, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin, digest
from pipelines.core.progress import progress
from pipelines.kinds import Invalid, Kind, kind_of


def ensemble(
    *, members: list[dict[str, Any]] | None = None, calibrate_on: int = 200, calibrate_from: int = 50
) -> Labeler:
    """Several labelers, whose agreement is the evidence: every member is asked about every record.

    The suggested value is the one with most support, the members' own probabilities added up. Its confidence is the
    mean probability that the answering members give to it, so that every dissent pulls it down. With enough verified
    examples, the members are asked about these too, and the confidence is fitted to the share that is right (logistic
    regression on that mean and on the share that agree). Members should be about equally good: a much weaker one
    makes the answer worse than the best alone. A member without a number of its own counts as often right
    as it was on those, or as a coin. Only where no member has a value does the record go to a person, with the
    members' causes.

    Args:
        members: Such as [{labeler: local}, {labeler: openai, options: {model: gpt-4.1-mini}}]; at least two.
        calibrate_on: Most verified examples that the members are asked about; 0 where each question costs too much.
        calibrate_from: Answered examples from which on the confidence is fitted.
    """
    for number, member in enumerate(members or [], start=1):
        if not isinstance(member, Mapping) or not isinstance(member.get("labeler"), str):
            raise VerilodeError(f"labeler 'ensemble': member {number} is no mapping such as {{labeler: local}}")
        if unknown := sorted(str(key) for key in member.keys() - {"labeler", "options"}):
            raise VerilodeError(f"labeler 'ensemble': member {number} has {unknown[0]!r} beside labeler and options")
    if len(members or []) < 2:
        raise VerilodeError("labeler 'ensemble' needs the option members with at least two labelers")
    built = [LABELERS.build(member["labeler"], member.get("options")) for member in members or []]
    return _Ensemble(tuple(built), calibrate_on, calibrate_from)


@dataclass(frozen=True, slots=True)
class _Ensemble:
    members: tuple[Labeler, ...]
    calibrate_on: int
    calibrate_from: int

    def suggest(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger | None = None
    ) -> Iterator[Suggestion]:
        """Suggestions in the order of the questions, once every member has answered all of them."""
        checks = self._checks(examples) if questions else []
        asked = _with(questions, checks)
        answers = []
        for done, member in enumerate(self.members, start=1):
            found = member.suggest(asked, examples, task, ledger)
            answers.append({suggestion.record_id: suggestion for suggestion in found})
            progress("ensemble", done, len(self.members))
        if not questions:
            return
        kind = kind_of(task.kind)
        trust = _trust(answers, checks, kind, task, self.calibrate_from)
        for question in questions:
            yield _together([told[question.record_id] for told in answers], question, kind, trust)

    def estimate(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger
    ) -> Estimate:
        """What the members would take together; a number is None where one of them does not know it."""
        asked = _with(questions, self._checks(examples))
        costly = [member for member in self.members if hasattr(member, "estimate")]
        each: list[Estimate] = [member.estimate(asked, examples, task, ledger) for member in costly]
        if not each:
            return Estimate(len(asked))
        return Estimate(
            len(asked),
            min(one.stored for one in each),
            _sum(one.tokens_in for one in each),
            _sum(one.tokens_out for one in each),
            "; ".join(dict.fromkeys(one.basis for one in each)),
            _sum(one.money for one in each),
            _sum(one.seconds for one in each),
        )

    def _checks(self, examples: Sequence[Example]) -> list[Example]:
        """Verified examples that the members are asked about in any case: the same ones every time.

        Members never see a record's own answer, so what they say about these is what they would say about others.
        """
        different = {example.record_id: example for example in examples if example.text.strip()}
        return sorted(different.values(), key=lambda e: coin("ensemble", e.record_id))[: self.calibrate_on]


def _with(questions: Sequence[Question], checks: Sequence[Example]) -> list[Question]:
    """The questions, and those about checks that are not among them."""
    mine = {question.record_id for question in questions}
    return [*questions, *(example.question for example in checks if example.record_id not in mine)]


@dataclass(frozen=True, slots=True)
class _Trust:
    """What stands for a member without a number, and the fit of joint answers to being right, if there is one."""

    worth: list[float]
    fit: Callable[[Joint], float] | None


def _trust(
    answers: Sequence[Mapping[str, Suggestion]], checks: Sequence[Example], kind: Kind, task: Task, enough: int
) -> _Trust:
    truth = {example.record_id: value for example in checks if (value := _checked(example, kind, task)) is not None}
    worth = []
    for told in answers:
        spoke = [(told[one].value, value) for one, value in truth.items() if told[one].value is not None]
        right = sum(kind.agree(said or "", value) for said, value in spoke)
        worth.append((right + 1) / (len(spoke) + 2))
    joints = [(join([told[one] for told in answers], worth, kind.agree), value) for one, value in truth.items()]
    judged = [(joint, kind.agree(joint.value, value)) for joint, value in joints if joint is not None]
    if len(judged) < max(enough, 1):
        return _Trust(worth, None)
    return _Trust(worth, fitted([joint for joint, _ in judged], [right for _, right in judged], len(answers)))


def _checked(example: Example, kind: Kind, task: Task) -> str | None:
    try:
        return kind.check(example.answer, example.question, task)
    except Invalid:
        return None


def _together(told: Sequence[Suggestion], question: Question, kind: Kind, trust: _Trust) -> Suggestion:
    asked = digest([one.prompt_hash for one in told])
    joint = join(told, trust.worth, kind.agree)
    if joint is None:
        causes = dict.fromkeys(one.cause or "unknown" for one in told)
        return Suggestion(question.record_id, None, None, None, "ensemble", asked, "; ".join(causes))
    sure = trust.fit(joint) if trust.fit else joint.pool
    said = "; ".join(
        f"{one.labeler}: {one.cause if one.value is None else kind.shown(one.value, question)}" for one in told
    )
    why = f"{len(joint.agreeing)} of {joint.answered} agree ({said})"
    basis = f"agreement of {len(told)}"
    return Suggestion(question.record_id, joint.value, min(max(sure, 0.0), 1.0), why, "ensemble", asked, basis=basis)


def _sum(numbers: Iterator[Any]) -> Any:
    """The sum, or None where a part is not known."""
    known = list(numbers)
    return None if None in known else sum(known)
