"""Executes: off until switched on, then the code that was answered is run."""

import gzip
import json
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from training.metrics import Answered
from training.metrics.executes import executes

META = {
    "prompt": 'def double(x):\n    """Twice x."""\n',
    "entry_point": "double",
    "test": "def check(candidate):\n    assert candidate(3) == 6\n    assert candidate('a') == 'aa'\n",
}


def attempts(*codes: str, record: str = "r{}") -> list[Answered]:
    return [Answered(record.format(n), "?", "", code, meta=META) for n, code in enumerate(codes)]


def test_nothing_is_run_until_it_is_switched_on():
    with pytest.raises(VerilodeError, match="switch it on with evaluate.execute: true") as refused:
        executes()
    assert len(str(refused.value).splitlines()) == 1


def test_the_share_of_answers_that_pass():
    seen: list[Progress] = []
    with reporting_to(seen.append):
        score = executes(execute=True)(attempts("    return x * 2", "return x + x", "return 6", "retrun", ""))
    assert score.items == (1.0, 1.0, 0.0, 0.0, 0.0)
    assert score.value == pytest.approx(0.4)
    assert (seen[-1].done, seen[-1].total) == (5, 5)


def test_several_attempts_at_a_task_make_pass_at_k():
    same = attempts("return x + x", "return 6", "return 7", record="one")
    assert executes(execute=True)(same).value == pytest.approx(1 / 3)
    score = executes(execute=True, k=2)(same)
    assert (score.value, score.items) == (pytest.approx(2 / 3), None)


def test_what_takes_too_long_is_counted():
    score = executes(execute=True, seconds=0.5)(attempts("while True: pass"))
    assert (score.value, score.parts) == (0.0, {"out_of_time": 1.0})


@pytest.fixture(scope="module")
def human_eval(shared_data: Path) -> list[dict[str, str]]:
    with gzip.open(shared_data / "code-humaneval" / "HumanEval.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_reference_solution_of_humaneval_passes(human_eval):
    answers = [Answered(one["task_id"], "?", "", one["canonical_solution"], meta=one) for one in human_eval]
    score = executes(execute=True, seconds=60)(answers)
    assert [one.record_id for one, item in zip(answers, score.items, strict=True) if not item] == []
    assert len(answers) == 164


@pytest.mark.parametrize("code", ["", "    return None"])
def test_a_solution_that_does_nothing_passes_no_problem_of_humaneval(human_eval, code):
    answers = [Answered(one["task_id"], "?", "", code, meta=one) for one in human_eval[::8]]
    assert executes(execute=True, seconds=60)(answers).value == 0.0
