"""Turns of a chat as the tokens a model reads, refused where they do not fit or would speak for the model."""

import threading
from collections.abc import Sequence
from typing import Any

from pipelines.core.errors import VerilodeError
from training.data.examples import Example
from training.preflight.rows import refuse_control_tokens
from training.serving.asked import Asked, Refused


class Prompts:
    """The tokenizer of an endpoint.

    Args:
        tokenizer: With a chat template.
        window: Most tokens of prompt and answer together.
        usual: Most tokens of an answer where the request does not say.
    """

    def __init__(self, tokenizer: Any, window: int, usual: int) -> None:
        self._tokenizer, self._window, self._usual = tokenizer, window, usual
        self._one_at_a_time = threading.Lock()  # a fast tokenizer refuses to be used by two threads at once

    def read(self, asked: Asked) -> tuple[list[int], int]:
        """The prompt's tokens, and how many the answer may have.

        Raises:
            Refused: for text that spells a control token, turns the template refuses, or too many tokens.
        """
        with self._one_at_a_time:
            ids = self._ids(asked.messages)
        room = self._window - len(ids)
        if room < max(1, asked.max_tokens or 0):
            wanted = f" and max_tokens {asked.max_tokens:,}" if asked.max_tokens else ""
            raise Refused(
                f"the prompt has {len(ids):,} tokens{wanted}; the model reads and writes {self._window:,} together",
                code="context_length_exceeded",
                param="messages",
            )
        return ids, asked.max_tokens or min(self._usual, room)

    def _ids(self, turns: Sequence[dict[str, str]]) -> list[int]:
        from jinja2 import TemplateError

        try:
            refuse_control_tokens(self._tokenizer, [Example("messages", tuple(turns), "")])
            text = self._tokenizer.apply_chat_template(list(turns), add_generation_prompt=True, tokenize=False)
        except VerilodeError:
            raise Refused("a message spells a control token of the model", param="messages") from None
        except TemplateError as refused:
            raise Refused(f"the chat template refuses these turns: {refused}", param="messages") from None
        return self._tokenizer(text, add_special_tokens=False)["input_ids"]
