"""The settings of the openai labeler, checked, and what follows from them."""

import json
import os
from dataclasses import dataclass
from typing import Any

from annotation.labelers._chat.asking import Head, Patience, Terms
from annotation.labelers._chat.endpoint import checked_address, is_loopback
from annotation.labelers._chat.health import Tolerance
from annotation.labelers._ledger import Prices
from pipelines.core.errors import VerilodeError

_WARM = 0.7
"""Temperature for several samples where none is set: at 0 they would all be the same."""

_ABOVE_ZERO = ("concurrency", "timeout", "max_attempts", "max_answer_tokens", "samples", "give_up_after")
_ZERO_OR_MORE = ("examples_per_prompt", "first_wait", "price_in", "price_out")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the labeler's factory takes, by the same names."""

    base_url: str | None
    model: str
    api_key_env: str
    examples_per_prompt: int
    concurrency: int
    timeout: float
    max_attempts: int
    first_wait: float
    temperature: float | None
    max_answer_tokens: int
    logprobs: bool
    samples: int
    price_in: float | None
    price_out: float | None
    give_up_after: float
    ask_again: bool

    def checked(self) -> "Settings":
        """These settings.

        Raises:
            VerilodeError: for a value that would ask nothing, no address, or a missing key.
        """
        for name in _ABOVE_ZERO:
            if not getattr(self, name) > 0:
                raise VerilodeError(f"labeler 'openai': {name} is {getattr(self, name)}, wanted more than 0")
        for name in _ZERO_OR_MORE:
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise VerilodeError(f"labeler 'openai': {name} is {value}, wanted 0 or more")
        if not is_loopback(self.address) and not os.environ.get(self.api_key_env):
            raise VerilodeError(f"labeler 'openai' needs a key in the environment variable {self.api_key_env}")
        return self

    @property
    def address(self) -> str | None:
        """Where the endpoint is; None is the library's own."""
        return checked_address(self.base_url)

    @property
    def in_requests(self) -> dict[str, Any]:
        """What every request says beside its messages."""
        warmth = _WARM if self.samples > 1 and self.temperature == 0 else self.temperature
        said: dict[str, Any] = {"model": self.model, "max_completion_tokens": self.max_answer_tokens}
        said |= {"temperature": warmth} if warmth is not None else {}
        return said | ({"logprobs": True} if self.logprobs and self.samples == 1 else {})

    @property
    def head(self) -> Head:
        """The same on the wire, and without the one that endpoints refuse most often."""
        reduced = {name: value for name, value in self.in_requests.items() if name != "logprobs"}
        return Head(json.dumps(self.in_requests).encode(), json.dumps(reduced).encode())

    @property
    def terms(self) -> Terms:
        """What a call may take and cost."""
        return Terms(f"openai:{self.model}", self.max_answer_tokens, Prices(self.price_in, self.price_out))

    @property
    def patience(self) -> Patience:
        """How often a request is repeated."""
        return Patience(self.max_attempts, self.first_wait)

    @property
    def tolerance(self) -> Tolerance:
        """How long a dark endpoint is waited for."""
        return Tolerance(give_up_after=self.give_up_after)
