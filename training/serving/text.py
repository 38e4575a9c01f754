"""Tokens as they come turned into text that can be sent: no half characters, and nothing of a stop text."""

from collections.abc import Callable, Sequence

Decode = Callable[[Sequence[int]], str]


class Text:
    """One answer's text, growing token by token.

    Decoding goes back to the last place where the text was whole, not to the beginning, so that the cost of a long
    answer grows with its length and not with its square.
    """

    def __init__(self, decode: Decode, stop: Sequence[str] = ()) -> None:
        self._decode, self._stop = decode, tuple(stop)
        self._ids: list[int] = []
        self._from, self._read = 0, 0
        self._held = ""
        self.stopped = False

    def push(self, token: int) -> str:
        """The text that is certain after one more token; what may begin a stop text is held back."""
        self._ids.append(token)
        before = self._decode(self._ids[self._from : self._read])
        whole = self._decode(self._ids[self._from :])
        if whole.endswith("\ufffd"):  # the first bytes of a character whose others come with the next tokens
            return ""
        self._from, self._read = self._read, len(self._ids)
        return self._release(whole[len(before) :])

    def rest(self) -> str:
        """What was held back, when the answer ends by itself."""
        if self.stopped:
            return ""
        before = self._decode(self._ids[self._from : self._read])
        left = self._held + self._decode(self._ids[self._from :])[len(before) :]
        self._held, self._from, self._read = "", self._read, len(self._ids)
        return left

    def _release(self, new: str) -> str:
        text = self._held + new
        found = [at for stop in self._stop if (at := text.find(stop)) >= 0]
        if found:
            self.stopped, self._held = True, ""
            return text[: min(found)]
        kept = max((_overlap(text, stop) for stop in self._stop), default=0)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept]


def _overlap(text: str, stop: str) -> int:
    """The longest end of `text` that `stop` begins with."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)
