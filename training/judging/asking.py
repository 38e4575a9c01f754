"""One question to the endpoint: asked again where that may help, and one clear line where nothing will."""

import os
import threading
from typing import Any

from pipelines.core.errors import VerilodeError
from training.judging.endpoint import Endpoint
from training.judging.ledger import Ledger
from training.judging.question import Choice, Question, read, response_format, write

_ATTEMPTS = 2
"""Further attempts after a passing failure; the library waits longer before each."""


class Judge:
    """An endpoint with what it has already said. Safe to use from several threads.

    Args:
        endpoint: Where to ask.
        ledger: What was answered before.
    """

    def __init__(self, endpoint: Endpoint, ledger: Ledger) -> None:
        import openai

        self._endpoint, self._ledger = endpoint, ledger
        self._with_schema, self._lock = True, threading.Lock()
        self.calls = 0
        self._client = openai.OpenAI(
            api_key=os.environ.get(endpoint.api_key_env) or "none",
            base_url=endpoint.base_url or None,
            timeout=endpoint.timeout,
            max_retries=_ATTEMPTS,
            http_client=openai.DefaultHttpxClient(trust_env=not endpoint.is_here, follow_redirects=False),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def verdict(self, question: Question) -> Choice | None:
        """Which answer it prefers; None where no answer came that could be read.

        Raises:
            VerilodeError: when asking anything else would fail the same way.
        """
        key = question.key(self._endpoint.model)
        if key not in self._ledger:
            answered, verdict = self._ask(question)
            if not answered:
                return None
            self._ledger.keep(key, verdict, self._endpoint.model)
        kept: Any = self._ledger[key]
        return kept

    def _ask(self, question: Question) -> tuple[bool, Choice | None]:
        """Whether a reply came, and the verdict in it."""
        import openai

        try:
            return self._reply(question)
        except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as refused:
            raise VerilodeError(f"{self._name} refuses: status {refused.status_code}; check address and key") from None
        except openai.APIConnectionError as lost:
            if isinstance(lost, openai.APITimeoutError):
                return False, None
            raise VerilodeError(f"{self._name} cannot be reached") from None
        except openai.OpenAIError:
            return False, None
        except ValueError:  # a body that is no JSON
            return False, None

    def _reply(self, question: Question) -> tuple[bool, Choice | None]:
        import openai

        asked = write(question)
        request: dict[str, Any] = {
            "model": self._endpoint.model,
            "messages": asked.messages,
            "temperature": 0,
            "max_tokens": self._endpoint.most_tokens,
        }
        self._count()
        try:
            form = {"response_format": response_format()} if self._with_schema else {}
            completion = self._client.chat.completions.create(**request, **form)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            if not self._with_schema:
                raise
            self._count()
            completion = self._client.chat.completions.create(**request)
            self._with_schema = False  # learnt once: the next request leaves it out at once
        choices = getattr(completion, "choices", None)
        content = choices[0].message.content if choices else None
        return bool(choices), read(content, asked.receipt)

    def _count(self) -> None:
        with self._lock:
            self.calls += 1

    @property
    def _name(self) -> str:
        return f"the judge {self._endpoint.model!r} at {self._endpoint.base_url or 'the default address'}"
