"""The engine: rows of several adapters in one call, each by its own rules, each as if it were alone."""

from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.runs import made_run
from training.serving.engine import Engine
from training.serving.row import Piece, Row
from training.serving.sampling import Draw
from training.serving.served import Served

pytestmark = pytest.mark.train
QUESTIONS = ["Hello", "Which chapter? acne, left arm and right leg", "?"]


@pytest.fixture(scope="module")
def engine(base: Path, models: list[Served]) -> Engine:
    """Everything in this process."""
    return Engine(base, models, "float32")


def ids(engine: Engine, text: str) -> list[int]:
    turns = [{"role": "user", "content": text}]
    rendered = engine.tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    return engine.tokenizer(rendered, add_special_tokens=False)["input_ids"]


def row(engine: Engine, model: str, question: str, longest: int = 8, **more: object) -> tuple[Row, list[Piece]]:
    heard: list[Piece] = []
    return Row(model, ids(engine, question), longest, heard.append, **more), heard  # type: ignore[arg-type]


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_the_base_and_plain_adapters_share_a_lane(engine: Engine) -> None:
    lanes = {model: engine.lane(model) for model in ("base", "a", "b", "dora", "whole")}
    assert lanes == {"base": "", "a": "", "b": "", "dora": "dora", "whole": "whole"}


def test_one_call_for_several_adapters_answers_as_each_alone(engine: Engine) -> None:
    asked = [(model, question) for question in QUESTIONS for model in ("base", "a", "b")]
    alone = []
    for model, question in asked:
        one, heard = row(engine, model, question)
        engine.answer([one])
        alone.append(said(heard))
    together = [row(engine, model, question) for model, question in asked]
    engine.answer([one for one, _ in together])
    assert [said(heard) for _, heard in together] == alone
    assert len({tuple(alone[i::3]) for i in range(3)}) == 3


def test_each_row_ends_by_its_own_length(engine: Engine) -> None:
    short, long = row(engine, "a", "Hello", 2), row(engine, "base", "Hello", 9)
    engine.answer([short[0], long[0]])
    assert [(pieces[-1].count, pieces[-1].finish) for _, pieces in (short, long)] == [(2, "length"), (9, "length")]


def test_a_row_that_is_left_ends_and_the_others_go_on(engine: Engine) -> None:
    stays, heard = row(engine, "base", "Hello", 6)
    goes, told = row(engine, "a", "Hello", 6)
    goes.cancel()
    engine.answer([stays, goes])
    assert [piece.finish for piece in told] == ["cancelled"]
    assert heard[-1].count == 6


def test_an_end_token_ends_the_answer_and_is_not_said(engine: Engine) -> None:
    first, heard = row(engine, "base", "Hello", 1, top_logprobs=1)
    engine.answer([first])
    token = engine.tokenizer(heard[0].tokens[0].text, add_special_tokens=False)["input_ids"][-1]
    kept, engine._ends = engine._ends, {name: [*ends, token] for name, ends in engine._ends.items()}
    again, told = row(engine, "base", "Hello", 5)
    engine.answer([again])
    engine._ends = kept
    assert (said(told), told[-1].finish, told[-1].count) == ("", "stop", 1)


def test_greedy_and_drawing_rows_share_a_batch(engine: Engine) -> None:
    greedy, plain = row(engine, "a", "Hello")
    engine.answer([greedy])
    beside, heard = row(engine, "a", "Hello")
    drawn, other = row(engine, "a", "Hello", draw=Draw(2.0, 1.0, 5))
    engine.answer([beside, drawn])
    assert said(heard) == said(plain) != said(other)


def test_what_changed_since_it_was_named_is_not_loaded(base: Path, tmp_path: Path) -> None:
    run = made_run(tmp_path / "runs" / "zzz9", base, seed=9)
    entry = Served("z", str(run / "model"), "lora", "0" * 64, "", "zzz9", "")
    with pytest.raises(VerilodeError, match="is not the base its name stands for"):
        Engine(base, [entry], "float32")
