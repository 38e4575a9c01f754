"""The general questions: three files, no test prompt replayed, every fact asked in both halves."""

import json

from pipelines.samples import SAMPLES


def written(folder, **options):
    SAMPLES.build("general", options)(folder)
    names = ("pretrain", "replay", "test")
    lines = {name: (folder / f"general-{name}.jsonl").read_text().splitlines() for name in names}
    return {name: [tuple(json.loads(line).values()) for line in found] for name, found in lines.items()}


def test_no_test_prompt_is_replayed_and_all_are_pretrained(tmp_path):
    found = written(tmp_path)
    test = {asked for asked, _ in found["test"]}
    assert len(test) == len(found["test"])
    assert not test & {asked for asked, _ in found["replay"]}
    assert test <= {asked for asked, _ in found["pretrain"]}


def test_each_question_has_one_answer(tmp_path):
    found = written(tmp_path)
    pairs = {pair for part in found.values() for pair in part}
    assert len({asked for asked, _ in pairs}) == len(pairs)
    assert ("What is the capital of Peru?", "Lima") in pairs
    assert ("What is three plus two?", "five") in pairs


def test_the_test_is_large_enough_to_see_a_loss_of_two_points(tmp_path):
    assert len(written(tmp_path)["test"]) >= 149


def test_equal_seeds_give_equal_files_of_the_length_asked_for(tmp_path):
    first, second = written(tmp_path / "a", rows=50), written(tmp_path / "b", rows=50)
    assert first == second
    assert [len(first[name]) for name in ("pretrain", "replay")] == [50, 50]
    assert first != written(tmp_path / "c", rows=50, seed=8)
