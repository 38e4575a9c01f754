"""A language model as judge: which of two answers is better, asked in both orders, with what that is worth."""

from training.judging.endpoint import Endpoint
from training.judging.judge import judge_pairs
from training.judging.pairs import Pair, Side
from training.judging.result import Judged, Verdict

__all__ = ["Endpoint", "Judged", "Pair", "Side", "Verdict", "judge_pairs"]
