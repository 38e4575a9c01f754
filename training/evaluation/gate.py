"""The gate: one row per thing that must hold before a model may be promoted, each passed, failed or not known yet."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipelines.core.registry import check_type
from training.evaluation.compared import Compared, records_to_keep, records_to_settle
from training.evaluation.verdict import GENERAL_MARGIN, domain_sentence, interval, points

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
RESULTS = ("pass", "fail", "not enough data")


@dataclass(frozen=True, slots=True)
class GateOptions:
    """How strict the gate is: the recipe's `evaluate.gate`.

    Args:
        margin: How much each set of other abilities may lose, as a share.
        min_gain: What the test split must gain over the base at least.
        promoted_margin: How much worse than the promoted model it may be.
        judge: Whether the judge's finding counts.
    """

    margin: float = GENERAL_MARGIN
    min_gain: float = 0.0
    promoted_margin: float = 0.02
    judge: bool = False

    def __post_init__(self) -> None:
        """Refuse values of a wrong type, in one line."""
        for name in ("margin", "min_gain", "promoted_margin"):
            check_type(f"gate option {name!r}", getattr(self, name), float)


@dataclass(frozen=True, slots=True)
class Check:
    """One row: what was checked, `pass`, `fail` or `unknown`, why, on which figures, how many records would tell."""

    check: str
    passed: str
    sentence: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    more_records: int | None = None


@dataclass(frozen=True, slots=True)
class GateReport:
    """All rows and what they come to: one failure fails, one open question leaves it open."""

    result: str
    sentence: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether the model may be promoted."""
        return self.result == PASS

    @property
    def more_records(self) -> int | None:
        """Further records after which every open question would be settled."""
        return max((one.more_records for one in self.checks if one.more_records), default=None)

    def as_dict(self) -> dict[str, Any]:
        """For a report."""
        return asdict(self)


def gate(report: Mapping[str, Any], options: GateOptions | None = None) -> GateReport:
    """Everything that must hold of an evaluation report.

    Args:
        report: As `training.evaluation.report.make_report` makes it.
        options: How strict to be.
    """
    checks = tuple(_checks(report, options or GateOptions()))
    failed = [one for one in checks if one.passed == FAIL]
    unknown = [one for one in checks if one.passed == UNKNOWN]
    if failed:
        return GateReport(FAIL, f"The gate fails: {', '.join(one.check for one in failed)}.", checks)
    if unknown:
        more = max((one.more_records for one in unknown if one.more_records), default=None)
        settle = f" About {more:,} more records would settle it." if more else ""
        names = ", ".join(one.check for one in unknown)
        return GateReport(RESULTS[2], f"Not enough data for a decision: {names}.{settle}", checks)
    return GateReport(PASS, f"All {len(checks)} checks pass.", checks)


def compared_of(values: Mapping[str, Any]) -> Compared:
    """A comparison as a report holds it."""
    return Compared(**values)


def _checks(report: Mapping[str, Any], options: GateOptions) -> Iterator[Check]:
    yield _identities(report)
    yield _against_base(report, options)
    yield from _against_promoted(report, options)
    for name, measured in report["sets"].items():
        if name != "test":
            yield from _kept(name, measured, options.margin)
    yield _slices(report.get("slices", []))
    yield from _format(report["sets"]["test"], options.margin)
    yield _leaks(report.get("leaks"))
    yield from _judged(report.get("judge"), options)


def _identities(report: Mapping[str, Any]) -> Check:
    hashes = [report.get("base_hash"), report.get("tuned_hash")]
    if not all(hashes):
        return Check("identities", UNKNOWN, "The report does not say by content which models were measured.")
    if hashes[0] == hashes[1]:
        return Check("identities", FAIL, "Base and tuned model are the same.")
    return Check("identities", PASS, f"Base {hashes[0][:12]} and tuned {hashes[1][:12]} differ.")


def _against_base(report: Mapping[str, Any], options: GateOptions) -> Check:
    seen, metric = compared_of(report["difference"]), report.get("metric", "exact_match")
    told, name = domain_sentence(seen, metric), "test against base"
    if seen.proven and seen.low > options.min_gain:
        return _row(name, PASS, told, seen)
    if (seen.proven and seen.high < options.min_gain) or seen.within(max(options.margin, options.min_gain)):
        least = f" At least {points(options.min_gain)} more are asked for." if options.min_gain else ""
        return _row(name, FAIL, f"{told} It is not better.{least}", seen)
    more = records_to_settle(seen, options.margin)
    return _row(name, UNKNOWN, told, seen, more)


def _against_promoted(report: Mapping[str, Any], options: GateOptions) -> Iterator[Check]:
    current = report.get("promoted")
    if not current:
        return
    name, metric = f"test against promoted {current['run']}", report.get("metric", "exact_match")
    found = report["sets"]["test"].get("against_promoted", {}).get(metric)
    if found is None:
        reason = current.get("problem", "it was not measured beside this run; evaluate again")
        yield Check(name, UNKNOWN, f"The promoted model cannot be compared: {reason}.")
        return
    seen = compared_of(found)
    told = domain_sentence(seen, metric, "the promoted one")
    yield _not_worse(name, told, seen, options.promoted_margin)


def _kept(name: str, measured: Mapping[str, Any], margin: float) -> Iterator[Check]:
    """Other abilities, answered freely and, where the set has choices, chosen by likelihood: two figures, two rows."""
    metric = measured.get("metric", "exact_match")
    for label, found in ((metric, measured["difference"].get(metric)), ("choices", measured.get("choices"))):
        seen = found["difference"] if label == "choices" and found else found
        if seen is None:
            continue
        compared = compared_of(seen)
        told = f"{label} changed by {compared.difference:+.1%} on {compared.n:,} questions ({interval(compared)})."
        yield _not_worse(f"{name} kept" + (" (choices)" if label == "choices" else ""), told, compared, margin)


def _not_worse(name: str, told: str, seen: Compared, margin: float) -> Check:
    if seen.kept(margin) or (seen.proven and seen.low > 0):
        return _row(name, PASS, told, seen)
    if seen.proven and (seen.high < -margin or (seen.high < 0 and margin <= 0)):
        return _row(name, FAIL, f"{told} That is a loss beyond {points(margin)}.", seen)
    reason = f"{told} That does not rule out a loss above {points(margin)}."
    return _row(name, UNKNOWN, reason, seen, records_to_keep(seen, margin))


def _slices(slices: list[Mapping[str, Any]]) -> Check:
    tested = [one for one in slices if one["tested"]]
    worse = [one for one in tested if one["worse"]]
    figures = {"tested": len(tested), "of": len(slices)}
    if worse:
        names = ", ".join(f"{one['by']} {one['value']} ({one['difference']:+.1%}, n {one['n']:,})" for one in worse)
        return Check("slices", FAIL, f"Worse than the base, corrected for {len(tested)} looks: {names}.", figures)
    if not tested:
        return Check("slices", PASS, "No part of the test split is large enough to be tested by itself.", figures)
    return Check("slices", PASS, f"None of {len(tested)} parts of the test split is proven worse.", figures)


def _format(test: Mapping[str, Any], margin: float) -> Iterator[Check]:
    found = test["difference"].get("valid")
    if found is None:
        return
    seen = compared_of(found)
    shares = f"{test['tuned']['valid']:.1%} of the tuned model's answers have a valid form, {test['base']['valid']:.1%}"
    told = f"{shares} of the base's."
    if seen.difference >= 0 or seen.kept(margin):
        yield _row("format", PASS, told, seen)
    elif seen.proven:
        yield _row("format", FAIL, told, seen)
    else:
        yield _row("format", UNKNOWN, told, seen, records_to_keep(seen, margin))


def _leaks(leaks: Mapping[str, Any] | None) -> Check:
    if leaks is None:
        return Check("leaks", UNKNOWN, "Leaks were not looked for.")
    suites = {name: found["in_train"] for name, found in leaks["suites"].items() if found["in_train"]}
    figures = {"snapshot": leaks["snapshot"], **suites}
    if leaks["snapshot"]:
        return Check("leaks", FAIL, f"The snapshot has {leaks['snapshot']} leaks between its splits.", figures)
    if suites:
        names = ", ".join(f"{count:,} of {name}" for name, count in suites.items())
        return Check("leaks", FAIL, f"Questions that stand in the training rows: {names}.", figures)
    return Check("leaks", PASS, "No held-out text stands in the training rows.", figures)


def _judged(judge: Mapping[str, Any] | None, options: GateOptions) -> Iterator[Check]:
    if not judge or not options.judge:
        return
    low, high = judge["difference"]["low"], judge["difference"]["high"]
    told = f"The judge prefers the tuned answer in {judge['win_rate']:.0%} of {judge['n']:,} pairs."
    yield Check("judge", PASS if low > 0 else FAIL if high < 0 else UNKNOWN, told, {"low": low, "high": high})


def _row(name: str, passed: str, sentence: str, seen: Compared, more: int | None = None) -> Check:
    return Check(name, passed, sentence, asdict(seen), more)
