"""Run the whole loop on a bundled recipe, offline, then open the app."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from app.demo import DemoReport, open_or_create, run_demo
from app.frame.run import following
from app.frame.screen import say


def demo(
    *,
    recipe: str = "medical",
    folder: Path = Path("demo"),
    open_app: Annotated[bool, typer.Option("--open/--no-open", help="Serve the app afterwards, until Ctrl+C.")] = True,
) -> DemoReport:
    """From messy records to a tuned model and a verdict; a simulated reviewer, named as such, plays the people.

    Args:
        recipe: A bundled recipe's name or a .yaml file.
        folder: Where the demo's project lives; finished stages are not run again.
    """
    project = open_or_create(folder, recipe)
    with following(project, ["demo", "--recipe", recipe, "--no-open"]):
        report = run_demo(project)
    if open_app:
        from app.web.server import serve

        for line in show(report):
            say(line)
        serve(project.root, announce=lambda url: say(f"the app is at {url} (stop with Ctrl+C)"))
    return report


def show(report: DemoReport) -> Iterator[str]:
    """The short report a person reads."""
    yield f"{'step':<16}{'in':>8}{'kept':>8}{'dropped':>9}{'quarantined':>13}"
    for s in report.steps:
        yield f"{s['step']:<16}{s['in']:>8,}{s['kept']:>8,}{s['dropped']:>9,}{s['quarantined']:>13,}"
    yield from _certificate(report.certificate)
    if report.truth:
        before, after = report.truth["wrong_in_file"], report.truth["wrong_in_snapshot"]
        known = f"of {report.truth['records']:,} labels {before:,} were wrong in the file, {after:,} in the snapshot"
        yield f"known truth: {known}"
    yield f"snapshot {report.snapshot}: {report.leaks} leaks between train, validation and test"
    yield from _verdict(report)
    yield f"project: {report.project} ({report.seconds:.0f} s)"


def _certificate(certificate: Mapping[str, Any] | None) -> Iterator[str]:
    if certificate is None:
        yield "no certificate"
    elif not certificate["certified"]:
        yield f"no certificate: {certificate['reason']}"
    else:
        touched = certificate["touched"] / certificate["population"]
        yield (
            f"certificate: at most {certificate['max_wrong']:,} of {certificate['population']:,} suggested labels are "
            f"accepted although wrong, {1 - certificate['delta']:.0%} certain; {certificate['audited']:,} audited "
            f"blind, {touched:.0%} handled by (simulated) people"
        )


def _verdict(report: DemoReport) -> Iterator[str]:
    if report.base and report.tuned and report.difference:
        low, high = report.difference["low"], report.difference["high"]
        yield (
            f"test split of unseen groups: base {report.base['exact_match']:.1%}, "
            f"tuned {report.tuned['exact_match']:.1%}, difference {low:+.1%} to {high:+.1%}"
        )
    yield f"verdict: {report.verdict}. {report.sentence}"
