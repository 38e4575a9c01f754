"""Packing: several records in a row, none of which sees another."""

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.bare_trl import bare_sft
from training.data.examples import read_split
from training.loop.packing import check_packing

pytestmark = pytest.mark.train


@pytest.fixture
def packed(world, tmp_path):
    rows = read_split(world.root / "snapshot", "train")
    return bare_sft(world.base, rows, [], tmp_path, packing=True, max_length=64)


def test_a_model_that_keeps_records_apart_may_pack(packed) -> None:
    check_packing(packed)


def test_a_model_that_would_mix_them_is_refused(packed) -> None:
    """A forward that loses the positions, as one does that knows no packed rows."""
    whole = packed.model.forward

    def blind(*args, position_ids=None, **options):
        return whole(*args, **options)

    packed.model.forward = blind
    with pytest.raises(VerilodeError, match="records of one row see each other with this model; set packing: false"):
        check_packing(packed)


def test_rows_are_fewer_and_steps_are_counted_in_them(world, tmp_path, trains, caplog) -> None:
    told = trains(world.config(packing=True, epochs=2.0, batch_size=1, eval_every=50), tmp_path)
    assert told[0]["steps"] == 12  # 27 rows of about eleven tokens fill six of 64
    assert told[0]["micro_batch"] == 1
    assert any("no FlashAttention" in line for line in caplog.messages)


def test_validation_stays_record_by_record(world, tmp_path, trains) -> None:
    """So that its loss can be compared with that of a run without packing."""
    same = {"steps": 1, "learning_rate": 1e-12, "warmup_steps": 0}
    losses = [
        trains(world.config(packing=packing, **same), tmp_path / str(packing)).of("eval_loss")[1]
        for packing in (False, True)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-2)
