"""The comparison of designs in `benchmarks.sampling`: a small run, and that it notices a promise that is not kept."""

from benchmarks.sampling import benchmark, broken


def test_intervals_are_as_wide_as_the_designs_are_good():
    width = {name: row["width"] for name, row in benchmark(repeats=20)["designs"].items()}
    assert width["proportional"] < width["plain random"] < width["equal per stratum"] / 1.3
    assert width["plain random with predictions (PPI++)"] < width["plain random"]


def test_a_broken_promise_is_named():
    rows = {"proportional": {"rmse": 1.1, "coverage": 0.95}, "equal per stratum": {"rmse": 1.2, "coverage": 0.80}}
    assert broken({"designs": rows}) == [
        "a proportional draw is no better than a plain one",
        "equal numbers per stratum are not much worse than a plain draw",
        "the interval of equal per stratum holds the truth in 80.0%",
    ]
