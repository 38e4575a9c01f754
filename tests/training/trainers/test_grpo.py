"""Reinforcement from answers that can be checked, without any reward model."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError

pytestmark = pytest.mark.train

GRADED = {"num_generations": 8, "max_completion_length": 16}


def test_after_the_right_answer_answers_are_right_more_often(tone, tmp_path):
    size = {"steps": 16, "eval_every": 16, "batch_size": 48, "learning_rate": 1e-3}
    rows = tone.train(tmp_path, "grpo", **size, options=GRADED)
    rewards = [row["reward"] for row in rows if "reward" in row]
    assert sum(rewards[4:]) > sum(rewards[:4])
    assert tone.shares()["polite"] < tone.shares(tmp_path / "model")["polite"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"batch_size": 12}, "batch_size 12 counts answers and must be a multiple of num_generations 8"),
        ({"max_length": 20}, r"\d+ rows are longer than max_length leaves beside max_completion_length \(4 tokens\)"),
    ],
)
def test_what_does_not_fit_is_refused(tone, tmp_path, changes, reason):
    with pytest.raises(VerilodeError, match=reason):
        tone.train(tmp_path, "grpo", **changes, options=GRADED)


def test_a_prompt_without_an_answer_cannot_be_checked(tone, tmp_path):
    (tmp_path / "data").mkdir()
    for split in ("train", "validation"):
        row = {"record_id": split, "instruction": "My lamp is broken.", "response": None}
        pq.write_table(pa.Table.from_pylist([row]), tmp_path / "data" / f"{split}.parquet")
    with pytest.raises(VerilodeError, match="2 rows have no response, which the reward 'exact' compares with: train"):
        tone.train(tmp_path / "run", "grpo", snapshot=str(tmp_path), batch_size=8, options=GRADED)
