"""Asked to stop while training, a run saves where it is, and the same command takes it up there."""

import os
import signal
import threading

import pytest

from training.loop.checkpoints import is_complete
from training.loop.stop import Stopped, Wish, noticing
from training.models.identity import model_hash
from training.runs import read_run
from training.worker import main


@pytest.mark.train
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_the_next_step_and_goes_on_to_the_same_weights(world, full_run, tmp_path, trains, sent) -> None:
    class Stopper(trains.rows):
        def log(self, row):
            super().log(row)
            if row["step"] == 2 and "loss" in row:
                os.kill(os.getpid(), sent)

    before = signal.getsignal(sent)
    config = world.config(adapter="full")
    with pytest.raises(Stopped, match="^stopped at step 3 of 4; the same command takes it up there$"):
        trains(config, tmp_path, Stopper())
    assert signal.getsignal(sent) is before
    assert is_complete(tmp_path / "checkpoints" / "checkpoint-3")
    assert not (tmp_path / "model").exists()

    assert trains(config, tmp_path)[0]["step"] == 3
    assert model_hash(tmp_path / "model") == model_hash(full_run / "model")


@pytest.mark.train
def test_the_worker_says_where_it_stopped(world, monkeypatch) -> None:
    folder = world.run("stopped", tracker="none")

    def stop(self, row):
        if "loss" in row:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("training.loop.metrics_file.MetricsFile.log", stop)
    assert main(["train", str(folder)]) == 1
    status = read_run(folder).status
    assert status["state"] == "failed"
    assert status["reason"].startswith("stopped at step 2 of 4")


def test_a_second_signal_changes_nothing() -> None:
    wish = Wish()
    with noticing(wish):
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGTERM)
    assert wish.asked


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    seen = []

    def work() -> None:
        wish = Wish()
        with noticing(wish):
            seen.append(wish.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
