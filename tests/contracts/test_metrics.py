"""The contract of every metric: a share, one per item where it has items, and equal input gives equal output.

A metric that needs something to be tried with says so in `metric_examples/NAME.py`.
"""

import math
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.kinds import KINDS
from tests.contracts.kind_examples import example_of as kind_example
from tests.contracts.metric_examples import example_of
from tests.fakes.answered import sheet
from training.metrics import METRICS, Answered, Metric, fits, fitting

every_metric = pytest.mark.parametrize("name", METRICS.names())
Check = Callable[[Metric, list[Answered]], None]


@every_metric
def test_it_says_what_it_is_and_explains_its_options(name):
    assert METRICS.summary(name).endswith(".")
    assert all(option.help and not option.required for option in METRICS.options(name))


@every_metric
def test_the_kinds_it_is_measured_for_exist(name):
    assert set(fits(name)) <= set(KINDS.names())


@every_metric
def test_what_is_measured_by_default_needs_no_option(name):
    if fits(name):
        METRICS.build(name)(sheet(["a"], ["b"]))


def of_any_answers(name: str, check: Check) -> None:
    """Try the check on whatever was said to whatever was wanted."""
    example = example_of(name)
    metric = METRICS.build(name, example.options)
    pairs = st.lists(st.tuples(example.texts, example.texts, st.floats(0, 1)), max_size=6)

    @settings(max_examples=example.tries, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pairs=pairs)
    def tried(pairs):
        wanted, said, sure = zip(*pairs, strict=True) if pairs else ((), (), ())
        check(metric, sheet(wanted, said, sure, [example.meta] * len(pairs)))

    tried()


@every_metric
def test_a_share_of_whatever_was_said(name):
    def check(metric, answers):
        score = metric(answers)
        assert 0 <= score.value <= 1
        assert all(map(math.isfinite, score.parts.values()))
        assert metric(answers) == score

    of_any_answers(name, check)


@every_metric
def test_the_value_is_the_mean_of_the_items(name):
    def check(metric, answers):
        score = metric(answers)
        if score.items is not None:
            assert len(score.items) == len(answers)
            assert all(0 <= item <= 1 for item in score.items)
            assert score.value == pytest.approx(sum(score.items) / max(1, len(answers)))

    of_any_answers(name, check)


@every_metric
def test_the_order_of_the_questions_does_not_matter(name):
    def check(metric, answers):
        forward, back = metric(answers), metric(answers[::-1])
        assert back.value == pytest.approx(forward.value)
        if forward.items is not None:
            assert back.items == pytest.approx(forward.items[::-1])

    of_any_answers(name, check)


@every_metric
def test_the_expected_answers_are_never_bettered(name):
    """A metric that is only measured on demand may look at more than what was expected."""
    example = example_of(name)
    metric = METRICS.build(name, example.options)

    @settings(max_examples=example.tries, deadline=None)
    @given(texts=st.lists(example.texts, min_size=1, max_size=6))
    def tried(texts):
        score = metric(sheet(texts, texts, [1.0] * len(texts)))
        assert score.value == pytest.approx(0.0 if score.lower_is_better else 1.0)

    if fits(name):
        tried()


@pytest.mark.parametrize("kind", KINDS.names())
def test_every_answer_of_a_kind_is_worth_full_marks_against_itself(kind):
    values = [pair.means for pair in kind_example(kind).good]
    for name in fitting(kind):
        assert METRICS.build(name)(sheet(values, values)).value == pytest.approx(1.0)


@every_metric
def test_no_answers_are_no_mistake(name):
    assert METRICS.build(name, example_of(name).options)([]).value == 0.0


@every_metric
def test_an_option_of_a_wrong_type_is_one_line(name):
    for option in METRICS.options(name):
        with pytest.raises(VerilodeError) as refused:
            METRICS.build(name, {option.name: object()})
        assert option.name in str(refused.value)
        assert len(str(refused.value).splitlines()) == 1


def test_reading_the_options_loads_no_heavy_library():
    script = (
        "import sys; from training.metrics import METRICS\n"
        "for name in METRICS.names(): METRICS.options(name)\n"
        "heavy = {'sklearn', 'openai', 'torch', 'sacrebleu', 'rouge_score', 'jsonschema', 'duckdb', 'streamlit'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
