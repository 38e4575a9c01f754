"""What a local language model is asked, and what its probabilities say about each option."""

from collections.abc import Sequence

import numpy as np

from annotation.labelers._language.causal import Causal, continuations, written
from annotation.labelers._taught import answers_of
from annotation.labelers._types import Example, Question, Task
from pipelines.core.ids import coin
from pipelines.kinds import kind_of

_CONTENT_FREE = ("N/A", "", "[MASK]")
"""Records without content (Zhao et al. 2021, section 4); their probabilities are averaged."""

_SHOWN = 1000
"""Characters of an example that are shown; the record in question is always shown whole."""


def shown_examples(examples: Sequence[Example], task: Task, most: int) -> list[Example]:
    """Up to `most` examples, one of each answer before any second one; the same ones for every question."""
    sound = [example for example, _, _ in answers_of(examples, task)]
    ranked = sorted(sound, key=lambda example: coin("shown", example.record_id))
    met: dict[str, int] = {}
    turns = []
    for example in ranked:
        turns.append(met.get(example.answer, 0))
        met[example.answer] = turns[-1] + 1
    order = sorted(range(len(ranked)), key=lambda n: (turns[n], n))
    return [ranked[n] for n in order[: max(most, 0)]]


class Scorer:
    """One model and one task: the probability of every option for a question."""

    def __init__(
        self, causal: Causal, shown: Sequence[Example], task: Task, content_free: bool, batch_size: int
    ) -> None:
        self._causal, self._shown, self._task = causal, shown, task
        self._batch_size, self._content_free = batch_size, content_free
        self._options = kind_of(task.kind).options(task)
        self._control = causal.control_tokens()
        self._priors: dict[tuple[str, ...], np.ndarray] = {}

    def unanswerable(self, question: Question, longest: int) -> str | None:
        """Why the model cannot be asked this, or None."""
        if not question.text.strip():
            return "no_text"
        if any(token in question.text for token in self._control):
            return "control_tokens"
        if self._task.kind == "generate":
            room, longest_prompt = longest, len(self._causal.prompt(self.asked(question)))
        else:
            rows = self._rows(question.text, self._beside(question))
            room, longest_prompt = 0, max(len(prompt) + len(answer) for prompt, answer in rows)
        return "too_long" if longest_prompt + room > self._causal.window else None

    def asked(self, question: Question) -> str:
        """The request about this question, of a set of labels up to where the label is named."""
        return self._request(question.text, self._beside(question))

    def chosen(self, question: Question) -> tuple[str, float, str]:
        """The likeliest option, its probability, and the next one."""
        chances = _softmax(self._scores(question))
        first, *rest = np.argsort(-chances, kind="stable")
        why = f"{chances[first]:.0%} {self._options[first]}"
        why += f", {chances[rest[0]]:.0%} {self._options[rest[0]]}" if rest else ""
        return self._options[first], float(chances[first]), why

    def chosen_set(self, question: Question) -> tuple[str, float, str]:
        """Every label for which yes is likelier than no, and the probability of the set if labels are independent."""
        yes = _softmax(self._scores(question).reshape(-1, 2))[:, 0]
        chosen = [label for label, chance in zip(self._options, yes, strict=True) if chance > 0.5]
        value = kind_of(self._task.kind).from_model({"labels": chosen}, question, self._task)
        why = ", ".join(f"{yes[n]:.0%} {self._options[n]}" for n in np.argsort(-yes, kind="stable")[:3])
        return value, float(np.prod(np.maximum(yes, 1 - yes))), why

    def written(self, questions: Sequence[Question], longest: int) -> list[tuple[str, float, bool]]:
        """Each question's greedy answer, its mean token probability, and whether it came to an end."""
        if not questions:
            return []
        return written(self._causal, [self._causal.prompt(self.asked(question)) for question in questions], longest)

    def _scores(self, question: Question) -> np.ndarray:
        beside = self._beside(question)
        scores = continuations(self._causal, self._rows(question.text, beside), self._batch_size)
        return scores - self._prior(beside) if self._content_free else scores

    def _prior(self, beside: Sequence[Example]) -> np.ndarray:
        """Log probability of each answer without content, beside these examples."""
        key = tuple(example.record_id for example in beside)
        if key not in self._priors:
            width = 2 if self._task.kind == "multilabel" else len(self._options)
            free = [
                _softmax(continuations(self._causal, self._rows(text, beside), self._batch_size).reshape(-1, width))
                for text in _CONTENT_FREE
            ]
            self._priors[key] = np.log(np.mean(free, axis=0)).ravel()
        return self._priors[key]

    def _rows(self, text: str, beside: Sequence[Example]) -> list[tuple[list[int], list[int]]]:
        """Prompts with their answers: every option, or yes and no for every label."""
        request, causal = self._request(text, beside), self._causal
        if self._task.kind == "multilabel":
            prompts = [causal.prompt(f"{request}\nDoes {label!r} fit? Answer yes or no.") for label in self._options]
            return [(prompt, causal.answer(answer)) for prompt in prompts for answer in ("yes", "no")]
        prompt = causal.prompt(request)
        return [(prompt, causal.answer(option)) for option in self._options]

    def _beside(self, question: Question) -> list[Example]:
        """The examples shown with a question: never the record itself."""
        return [example for example in self._shown if example.record_id != question.record_id]

    def _request(self, text: str, beside: Sequence[Example]) -> str:
        kind = kind_of(self._task.kind)
        parts = [self._task.guideline] if self._task.guideline else []
        parts += [f"Options: {', '.join(self._options)}"] if self._options else []
        safe = [example for example in beside if not any(token in example.text for token in self._control)]
        for example in safe:
            parts.append(f"Text: {example.text[:_SHOWN]}\nAnswer: {kind.shown(example.answer)}")
        parts.append(f"Text: {text}")
        return "\n\n".join(parts).encode("utf-8", "replace").decode("utf-8")  # no tokenizer takes half a character


def _softmax(scores: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
