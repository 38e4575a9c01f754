"""The transformers labeler: a language model in a local folder, asked how probable each option is; no network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from annotation.labelers._language.options import Scorer, shown_examples
from annotation.labelers._ledger import Ledger
from annotation.labelers._serves import only
from annotation.labelers._types import Example, Labeler, Question, Suggestion, Task
from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp
from pipelines.core.ids import digest
from pipelines.core.progress import progress
from pipelines.kinds import Invalid, kind_of

_KINDS = ("classify", "verdict", "multilabel", "generate")


def transformers(
    *,
    model: str | None = None,
    examples_per_prompt: int = 4,
    content_free: bool = True,
    batch_size: int = 32,
    max_answer_tokens: int = 256,
    dtype: Literal["float32", "bfloat16", "float16"] = "float32",
    device: Literal["auto", "cpu", "cuda"] = "auto",
) -> Labeler:
    """A language model on this machine; its opinion is read off its probabilities, never off what it says.

    Each option's score is the mean log probability of its tokens as the answer, and the confidence the softmax of
    these over all options. Models favour some words whatever is asked: with `content_free`, the options' probabilities
    for a record without content are divided out (Zhao et al. 2021, contextual calibration). Where any number of
    labels may fit, yes is weighed against no for each label. Where text is written, it is the greedy answer with the
    mean probability of its tokens, which says how fluent it is rather than how right. A text too long for the model's
    window is not cut but goes to a person, as does one that spells a control token of the model.

    Args:
        model: Folder of the model: config.json, tokenizer and safetensors.
        examples_per_prompt: Verified records shown before each question, as many labels as possible among them.
        content_free: Divide out what the model answers without any content; one more question per task.
        batch_size: Options, or questions that are answered in writing, that go through the model at once.
        max_answer_tokens: Length limit of a written answer.
        dtype: Number format of the weights; the shorter ones are for machines with an accelerator.
        device: Where the model runs; `auto` takes an accelerator where there is one.
    """
    for name, value in (("batch_size", batch_size), ("max_answer_tokens", max_answer_tokens)):
        if value < 1:
            raise VerilodeError(f"labeler 'transformers': {name} is {value}, wanted at least 1")
    if model is None:
        raise VerilodeError("labeler 'transformers' needs the option model: a folder with a model in safetensors")
    how = _How(examples_per_prompt, content_free, batch_size, max_answer_tokens, dtype, device)
    return _Transformers(Path(model), how)


@dataclass(frozen=True, slots=True)
class _How:
    examples_per_prompt: int
    content_free: bool
    batch_size: int
    longest: int
    dtype: str
    device: str


@dataclass(frozen=True, slots=True)
class _Transformers:
    folder: Path
    how: _How

    def suggest(
        self, questions: Sequence[Question], examples: Sequence[Example], task: Task, ledger: Ledger | None = None
    ) -> Iterator[Suggestion]:
        """Suggestions in the order of the questions; the ledger learns which records were shown."""
        only("transformers", task, _KINDS, "scores options and writes text")
        if not questions:
            return
        from annotation.labelers._language.causal import load

        causal = load(self.folder, self.how.dtype, self.how.device)
        shown = shown_examples(examples, task, self.how.examples_per_prompt)
        if ledger is not None:
            ledger.shown.update(example.record_id for example in shown)
        scorer = Scorer(causal, shown, task, self.how.content_free, self.how.batch_size)
        model = digest([content_stamp(file) for file in sorted(self.folder.glob("*.safetensors"))])
        maker = _Maker(f"transformers:{self.folder.resolve().name}", model, scorer, task, self.how.longest)
        # questions that are answered in writing go through the model together, options of one question do so by itself
        step = self.how.batch_size if task.kind == "generate" else 1
        for start in range(0, len(questions), step):
            yield from maker.answer(questions[start : start + step])
            progress("transformers labeler", min(start + step, len(questions)), len(questions))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Turns what the scorer finds into suggestions."""

    labeler: str
    model: str
    scorer: Scorer
    task: Task
    longest: int

    def answer(self, questions: Sequence[Question]) -> list[Suggestion]:
        """One suggestion per question, in order."""
        causes = {question.record_id: self.scorer.unanswerable(question, self.longest) for question in questions}
        fit = [question for question in questions if causes[question.record_id] is None]
        if self.task.kind == "generate":
            written = dict(zip([q.record_id for q in fit], self.scorer.written(fit, self.longest), strict=True))
            return [self._written(q, causes[q.record_id], written.get(q.record_id)) for q in questions]
        return [self._chosen(question, causes[question.record_id]) for question in questions]

    def _written(self, question: Question, cause: str | None, found: tuple[str, float, bool] | None) -> Suggestion:
        if cause is None and found is not None:
            cause = "empty" if not found[0] else None if found[2] else "cut"
        if cause is not None or found is None:
            return self._nothing(question, cause or "empty")
        return self._something(question, found[0], found[1], None, "mean token probability")

    def _chosen(self, question: Question, cause: str | None) -> Suggestion:
        if cause is not None:
            return self._nothing(question, cause)
        if self.task.kind == "multilabel":
            value, sure, why = self.scorer.chosen_set(question)
        else:
            value, sure, why = self.scorer.chosen(question)
        return self._something(question, value, sure, why, "option probabilities")

    def _something(self, question: Question, value: str, sure: float, why: str | None, basis: str) -> Suggestion:
        try:
            value = kind_of(self.task.kind).check(value, question, self.task)
        except Invalid:
            return self._nothing(question, "off_schema")
        return Suggestion(question.record_id, value, sure, why, self.labeler, self._asked(question), basis=basis)

    def _nothing(self, question: Question, cause: str) -> Suggestion:
        return Suggestion(question.record_id, None, None, None, self.labeler, self._asked(question), cause)

    def _asked(self, question: Question) -> str:
        return digest([self.model, self.scorer.asked(question)])
