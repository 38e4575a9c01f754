"""The worker's side of a trial's score: answers on the validation split, and the loss on general questions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.examples import Example, read_general, read_split
from training.metrics import METRICS, Answered
from training.models.generate import generate
from training.models.load import load_base, load_tokenizer, load_tuned
from training.sweep.plan import LOSS

_BATCH = 8
_LONGER = 8
"""Tokens an answer may be longer than the longest expected one."""


def score_run(
    config: RunConfig, run: Path, metric: str, rows: int, general_file: str = "", base_loss: float | None = None
) -> dict[str, Any]:
    """Measure a finished run on data that is neither trained on nor part of the test.

    Args:
        config: The run.
        run: Its folder, with `model/`.
        metric: Registered metric, or `eval_loss` for none.
        rows: Most validation records to answer.
        general_file: General questions; none if empty.
        base_loss: The base's loss on them where it is known already.
    """
    base, found = Path(config.base), dict[str, Any]()
    model, tokenizer = load_tuned(run / "model", base, config.dtype), load_tokenizer(base)
    _to_device(model)
    if metric != LOSS:
        found |= _domain(model, tokenizer, config, metric, rows)
    if general_file:
        questions = read_general(Path(general_file))
        found["general_loss"] = answer_loss(model, tokenizer, questions)
        known = base_loss if base_loss is not None else _base_loss(model, config, tokenizer, questions)
        found["base_general_loss"] = known
    return found


def _domain(model: Any, tokenizer: Any, config: RunConfig, metric: str, rows: int) -> dict[str, Any]:
    held = read_split(Path(config.snapshot), "validation")[:rows]
    if not held:
        raise VerilodeError("has no validation records to judge a trial on", file=config.snapshot)
    expected = tokenizer([one.answer for one in held], add_special_tokens=False)["input_ids"]
    said = generate(model, tokenizer, held, longest=max(map(len, expected)) + _LONGER, label="answering validation")
    sheet = [
        Answered(one.record_id, one.prompt[-1]["content"], one.answer, text)
        for one, text in zip(held, said, strict=True)
    ]
    scored = METRICS.build(metric)(sheet)
    return {"domain": scored.value, "lower_is_better": scored.lower_is_better, "rows": len(held)}


def _base_loss(model: Any, config: RunConfig, tokenizer: Any, questions: Sequence[Example]) -> float:
    if hasattr(model, "disable_adapter"):
        with model.disable_adapter():
            return answer_loss(model, tokenizer, questions)
    base = load_base(Path(config.base), config.dtype)
    _to_device(base)
    return answer_loss(base, tokenizer, questions)


def _to_device(model: Any) -> None:
    import torch

    if torch.cuda.is_available():
        model.to("cuda")


def answer_loss(model: Any, tokenizer: Any, examples: Sequence[Example]) -> float:
    """Mean negative log-likelihood of the answers' tokens, in nats, over all examples together."""
    import torch

    model.eval()
    total, tokens = 0.0, 0
    for start in range(0, len(examples), _BATCH):
        pairs = [_asked_and_whole(tokenizer, example) for example in examples[start : start + _BATCH]]
        ids, wanted = _padded(pairs, tokenizer.pad_token_id, model.device)
        with torch.inference_mode():
            logits = model(input_ids=ids["input_ids"], attention_mask=ids["attention_mask"]).logits[:, :-1]
        here = wanted[:, 1:] != -100
        lost = torch.nn.functional.cross_entropy(logits[here].float(), wanted[:, 1:][here], reduction="sum")
        total, tokens = total + float(lost), tokens + int(here.sum())
    return total / max(1, tokens)


def _asked_and_whole(tokenizer: Any, example: Example) -> tuple[int, list[int]]:
    """Tokens of the prompt, and the whole row."""
    prompt = list(example.prompt)
    asked = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, tokenize=False)
    answered = [*prompt, {"role": "assistant", "content": example.answer}]
    whole = tokenizer.apply_chat_template(answered, tokenize=False)
    counts = tokenizer([asked, whole], add_special_tokens=False)["input_ids"]
    return len(counts[0]), counts[1]


def _padded(pairs: Sequence[tuple[int, list[int]]], pad: int, device: Any) -> tuple[Mapping[str, Any], Any]:
    """Rows padded on the right, and what is to be predicted: -100 in the prompt and in the padding."""
    import torch

    longest = max(len(row) for _, row in pairs)
    rows = [row + [pad] * (longest - len(row)) for _, row in pairs]
    mask = [[1] * len(row) + [0] * (longest - len(row)) for _, row in pairs]
    wanted = [[-100] * asked + row[asked:] + [-100] * (longest - len(row)) for asked, row in pairs]
    told = {"input_ids": torch.tensor(rows, device=device), "attention_mask": torch.tensor(mask, device=device)}
    return told, torch.tensor(wanted, device=device)
