"""KTO on thumbs: from pairs, from labels, and what it refuses."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.snapshots import SPLITS
from training.trainers import TRAINERS

pytestmark = pytest.mark.train


def relabelled(tone, folder: Path, labels: str) -> str:
    """The snapshot with one answer a row, polite ones up and curt ones down; `labels` says which of them are there."""
    (folder / "data").mkdir(parents=True)
    for split in SPLITS:
        rows = pq.read_table(tone.root / "snapshot" / "data" / f"{split}.parquet").to_pylist()
        made = [row | {"rejected": None, "label": "up"} for row in rows if "up" in labels]
        made += [row | {"response": row["rejected"], "rejected": None, "label": "down"} for row in rows[::3]]
        chosen = [row for row in made if row["label"] in labels]
        pq.write_table(pa.Table.from_pylist(chosen), folder / "data" / f"{split}.parquet")
    return str(folder)


def test_pairs_are_taken_apart_and_polite_answers_become_likelier(tone, tmp_path):
    rows = tone.train(tmp_path, "kto", learning_rate=3e-4)
    assert (rows[0]["rows"], rows[0]["wanted"]) == (2 * (144 + 32), 144)
    assert (rows[0]["desirable_weight"], rows[0]["undesirable_weight"]) == (1, 1)
    assert rows[-1]["eval_reward_margin"] > 0
    assert tone.shares(tmp_path / "model")["polite"] > 0.2


def test_single_thumbs_are_weighed_by_how_many_there_are(tone, tmp_path):
    snapshot = relabelled(tone, tmp_path / "thumbs", "up down")
    first = tone.train(tmp_path / "run", "kto", steps=2, eval_every=2, snapshot=snapshot)[0]
    assert first["wanted"] == 144
    assert first["undesirable_weight"] == pytest.approx(144 / 48 / (4 / 3))


def test_one_kind_of_thumb_teaches_nothing(tone, tmp_path):
    snapshot = relabelled(tone, tmp_path / "thumbs", "up")
    with pytest.raises(VerilodeError, match="has 144 wanted and 0 unwanted answers; kto needs both"):
        tone.train(tmp_path / "run", "kto", snapshot=snapshot)


def test_a_batch_of_one_has_nothing_to_compare_with(tone, tmp_path):
    with pytest.raises(VerilodeError, match="batch_size and micro_batch must be at least 2"):
        tone.train(tmp_path, "kto", batch_size=1)


@pytest.mark.parametrize("options", [{"desirable_weight": 2.0}, {"desirable_weight": -1.0, "undesirable_weight": -1.0}])
def test_weights_come_together(options):
    with pytest.raises(VerilodeError, match="give both desirable_weight and undesirable_weight above 0, or neither"):
        TRAINERS.build("kto", options)
