"""The certificate's benchmark: its claims hold on a quick run and in the file kept, and it would notice if not."""

import copy
import json
import math

import numpy as np
import pytest

from benchmarks.certificate import RESULTS, broken_claims, measure, table
from benchmarks.certificate_data import DATA, there
from benchmarks.certificate_rules import RULES, betting_bound_below, pac_betting

NAMES = ("A", "B", "stance", "imagenetv2")


@pytest.fixture(scope="module")
def quick():
    return measure(200, NAMES)


def test_every_promise_and_every_claim_holds_on_a_quick_run(quick):
    assert set(quick["data"]) | set(quick["skipped"]) == set(NAMES)
    assert broken_claims(quick) == []


def test_the_figures_kept_hold_as_well_and_are_of_all_data():
    kept = json.loads((RESULTS / "certificate.json").read_text("utf-8"))
    assert kept["repeats"] >= 1_000
    assert (set(kept["data"]), kept["skipped"]) == (set(DATA), {})
    assert broken_claims(kept) == []


def test_the_same_repeats_give_the_same_figures(quick):
    assert measure(200, ["A"])["data"]["A"] == quick["data"]["A"]


def test_what_others_do_breaks_and_overlooking_needs_planted_errors(quick):
    rules = quick["data"]["B"]["rules"]
    assert min(rules["naive threshold"]["broken"], rules["fixed cut .9"]["broken"]) > 0.25
    ignored = [row["broken"] for row in quick["careless"] if not row["seeds"] and not row["strict"]]
    assert ignored == sorted(ignored) and ignored[-1] > 0.5


@pytest.mark.parametrize(
    ("doctor", "claim"),
    [
        (
            lambda found: found["data"]["A"]["rules"]["strict mode"].update(broken=0.2),
            "A: strict mode broke its promise",
        ),
        (lambda found: found["data"]["B"]["rules"]["ranked audit"].update(of_oracle=0.84), "less than 85%"),
        (lambda found: found["careless"][1].update(broken=0.2), "despite planted errors"),
        (lambda found: found["shift"].update(fresh=0.2), "a fresh audit of a shifted batch"),
        (lambda found: found["shift"].update(used_again=0.0), "did no harm"),
    ],
)
def test_a_broken_claim_is_found(quick, doctor, claim):
    doctored = copy.deepcopy(quick)
    doctor(doctored)
    (breach,) = broken_claims(doctored)
    assert claim in breach


@pytest.mark.parametrize("name", ["stance", "imagenetv2"])
def test_saving_less_than_the_published_method_is_found(quick, name):
    if not there(DATA[name]):
        pytest.skip(quick["skipped"][name])
    doctored = copy.deepcopy(quick)
    doctored["data"][name]["rules"]["PAC labels, betting"]["saved"] = 0.9
    (breach,) = broken_claims(doctored)
    assert breach.startswith(f"{name}: saved") and breach.endswith("the published method 90.0%")


def test_the_table_names_every_rule(quick):
    text = "\n".join(table(quick))
    assert all(text.count(rule.name) == len(quick["data"]) for rule in RULES[:2])


def test_the_betting_bound_by_a_plain_loop():
    values = np.random.default_rng(1).random((40, 200)) < 0.02
    for row, below in zip(values, betting_bound_below(values, 0.05, 0.1), strict=True):
        money, most, total, squares, variance = 1.0, 1.0, 0.0, 0.0, 0.25
        for t, x in enumerate(row, start=1):
            bet = min(math.sqrt(2 * math.log(2 / 0.1) / (200 * variance)), 0.75 / 0.95)
            money *= 1 - bet * (x - 0.05)
            most, total = max(most, money), total + x
            squares += (x - (0.5 + total) / (1 + t)) ** 2
            variance = (0.25 + squares) / (1 + t)
        assert below == (most >= 10)


def test_the_betting_bound_is_wrong_as_rarely_as_it_says():
    values = np.random.default_rng(2).random((4_000, 300)) < 0.05
    assert 0.02 < betting_bound_below(values, 0.05, 0.05).mean() <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 4_000)


def test_the_published_method_labels_as_many_as_our_audit():
    (world, *_) = DATA["A"].worlds()
    perfect = type(world)(np.zeros_like(world.wrong), world.confidence, world.stratum)
    accepted, broken = pac_betting(perfect, 0.05, 50, 0)
    assert accepted.mean() == pytest.approx(9_500, abs=15)
    assert not broken.any()
