"""What happens after every token of a batch: each row is told its own, and ends by its own rules."""

from collections.abc import Sequence
from typing import Any

from training.serving.row import Piece, Row, Token
from training.serving.sampling import Pick
from training.serving.text import Decode, Text


class Watch:
    """A stopping criterion that passes tokens on as they come.

    A row ends at an end token, at one of its stop texts, at its own longest length, or when nobody waits for it.
    """

    def __init__(self, rows: Sequence[Row], pick: Pick, decode: Decode, ends: Sequence[int]) -> None:
        self._rows, self._pick, self._ends, self._decode = rows, pick, set(ends), decode
        self._texts = [Text(decode, row.stop) for row in rows]
        self._counts = [0] * len(rows)
        self._over = [False] * len(rows)

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        """One flag per row: whether it has ended."""
        import torch

        for i, token in enumerate(input_ids[:, -1].tolist()):
            if not self._over[i]:
                piece = self._piece(i, token)
                self._over[i], self._rows[i].begun = bool(piece.finish), True
                self._rows[i].tell(piece)
        return torch.tensor(self._over, device=input_ids.device)

    def _piece(self, i: int, token: int) -> Piece:
        row, text = self._rows[i], self._texts[i]
        self._counts[i] += 1
        if row.cancelled:
            return Piece(count=self._counts[i], finish="cancelled")
        if token in self._ends:
            return Piece(text.rest(), count=self._counts[i], finish="stop")
        tokens = self._tokens(i, token) if row.top_logprobs is not None else ()
        new = text.push(token)
        if text.stopped:
            return Piece(new, tokens, self._counts[i], "stop")
        if self._counts[i] >= row.longest:
            return Piece(new + text.rest(), tokens, self._counts[i], "length")
        return Piece(new, tokens, self._counts[i])

    def _tokens(self, i: int, token: int) -> list[Token]:
        said = self._pick.logprobs[i]
        best = said.topk(self._rows[i].top_logprobs or 1)
        pairs = (
            list(zip(best.indices.tolist(), best.values.tolist(), strict=True)) if self._rows[i].top_logprobs else []
        )
        return [Token(self._decode([token]), float(said[token]), [(self._decode([t]), v) for t, v in pairs])]
