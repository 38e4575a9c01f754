"""Let people compare two models blind, and train on what they prefer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import typer

from annotation.comparison.contest import Contest, list_contests, load_contest
from annotation.comparison.freeze import freeze_pairs, told
from annotation.comparison.results import results_of
from annotation.comparison.votes import SIDES, cast, next_record, votes_of
from app.frame.run import actor
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project

app = typer.Typer()
LONG = ("start", "train")
DEFAULT = "list"


@dataclass(frozen=True, slots=True)
class Started:
    """A contest that waits for votes: `shown` records, `identical` ties that nobody need look at."""

    contest: str
    split: str
    shown: int
    identical: int
    votes: int
    power: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Contests:
    """All contests, the newest first."""

    contests: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Voting:
    """The next record for a voter; None where nothing is left to them. `stored` says whether a vote was cast."""

    contest: str
    voter: str
    stored: bool
    record: str | None
    prompt: str | None
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class FrozenPairs:
    """The snapshot of a contest's pairs; `dropped` records made none, by reason."""

    contest: str
    snapshot: str
    train: int
    validation: int
    dropped: Mapping[str, int]
    chosen_longer: float | None
    warning: str


@dataclass(frozen=True, slots=True)
class TrainedOnVotes:
    """The run that learned from the pairs of a contest."""

    contest: str
    pairs: FrozenPairs
    started_from: str
    run: str
    state: str


@app.command("start")
def start(
    project: Project,
    a: str,
    b: str,
    *,
    records: int | None = None,
    split: str = "test",
    votes: int = 1,
    seed: int = 0,
    snapshot: str | None = None,
) -> Started:
    """Put two models' answers to the same prompts before people, without saying whose is whose.

    Args:
        a: The model to beat: a run's id, base, latest or current.
        b: The model whose wins are counted.
        records: How many prompts; default all of the split.
        split: test to judge the models; train to make preference pairs to train on.
        votes: How many people vote on each record.
        seed: Decides prompts and sides.
        snapshot: Whose prompts; default the newest of the project's kind of task.
    """
    from app.contests import answered_contest

    found = answered_contest(
        project, a, b, split=split, records=records, seed=seed, votes=votes, snapshot=snapshot, actor=actor()
    )
    shown, same = len(found.placings), len(found.identical)
    return Started(found.id, found.split, shown, same, found.votes, found.power)


@app.command("list")
def list_(project: Project) -> Contests:
    """List the contests and how far they are."""
    return Contests([_standing(found) for found in list_contests(project)])


@app.command("vote")
def vote(
    project: Project,
    contest: str = "latest",
    record: str | None = None,
    better: str | None = None,
    *,
    voter: str | None = None,
) -> Voting:
    """Show the next record of a contest, or cast a vote on one and show the next.

    Args:
        contest: Its id, or latest.
        record: Id of the record, or its first digits.
        better: left, right, tie or "both bad".
        voter: Who votes; default who is signed in here.
    """
    found, who = load_contest(project, contest), voter or actor()
    if (record is None) != (better is None):
        raise VerilodeError(f"a vote is a record and one of: {', '.join(SIDES)}")
    if record is not None:
        cast(found, who, record, str(better))
    item = next_record(found, who)
    if item is None:
        return Voting(found.id, who, record is not None, None, None, None, None)
    left, right = item.question.candidates
    return Voting(found.id, who, record is not None, item.record_id, item.question.text, left, right)


@app.command("results")
def results(project: Project, contest: str = "latest", *, early: bool = False) -> dict[str, Any]:
    """Say who wins, how sure that is, and whether the votes can be trusted.

    Args:
        contest: Its id, or latest.
        early: Judge by the votes so far; whoever stops when the figures please proves nothing.
    """
    return results_of(load_contest(project, contest), early).to_json()


@app.command("pairs")
def pairs(project: Project, contest: str = "latest") -> FrozenPairs:
    """Freeze what people prefer into a snapshot of preference pairs.

    Args:
        contest: Its id, or latest; one on training prompts.
    """
    return _frozen(project, load_contest(project, contest))


@app.command("train")
def train(
    project: Project, contest: str = "latest", *, start: str | None = None, set: list[str] | None = None
) -> TrainedOnVotes:
    """Turn votes into pairs, freeze them, and train on them with DPO, in one go.

    Args:
        contest: Its id, or latest; one on training prompts.
        start: The run to go on from; default the contest's own, B before A.
        set: Any option of the run as NAME=VALUE, repeatable.
    """
    from app.frame.assignments import assignments
    from training.start import train as train_run

    found = load_contest(project, contest)
    begun = start or found.b.run or found.a.run
    if begun is None:
        raise VerilodeError("neither model of this contest is a run; name one to go on from with --start")
    frozen = _frozen(project, found)
    run = train_run(project, frozen.snapshot, "dpo", None, assignments(set or []), actor(), begun)
    return TrainedOnVotes(found.id, frozen, begun, run.id, run.state)


def _frozen(project: Project, found: Contest) -> FrozenPairs:
    made = freeze_pairs(project, found, actor())
    counts, length = made.snapshot.manifest["counts"], made.pairs.length.chosen_longer
    return FrozenPairs(
        found.id,
        made.snapshot.id,
        counts["train"],
        counts["validation"],
        dict(made.pairs.dropped),
        length if length == length else None,  # not a number where all are equally long
        made.pairs.warning,
    )


def _standing(found: Contest) -> dict[str, Any]:
    cast_votes = votes_of(found)
    return {
        "id": found.id,
        "a": found.a.name,
        "b": found.b.name,
        "split": found.split,
        "records": len(found.placings) + len(found.identical),
        "votes": len(cast_votes),
        "needed": len(found.placings) * found.votes,
        "voters": sorted({one.voter for one in cast_votes}),
    }


def show_start(result: Started) -> Iterator[str]:
    """What a person reads."""
    yield (
        f"contest {result.contest}: {result.shown:,} records wait for {result.votes} vote(s) each; "
        f"{result.identical:,} more were answered alike and count as ties"
    )
    needed = ", ".join(f"{float(rate):.0%} by {n:,}" for rate, n in result.power.items())
    yield f"decided records that settle a true win rate (80 % power): {needed}"
    yield f"vote on the page A/B of verilode app, or with: verilode ab vote {result.contest}"


def show_list(result: Contests) -> Iterator[str]:
    """One line per contest."""
    for one in result.contests:
        who = f" by {', '.join(one['voters'])}" if one["voters"] else ""
        what = f"{one['a']} against {one['b']} on {one['split']}"
        yield f"{one['id']}  {what}: {one['votes']:,} of {one['needed']:,} votes{who}"
    if not result.contests:
        yield "no contest yet; start one with: verilode ab start base latest"


def show_vote(result: Voting) -> Iterator[str]:
    """The record, then how to vote on it."""
    if result.stored:
        yield "stored"
    if result.record is None:
        yield f"nothing is left for {result.voter} in contest {result.contest}"
        return
    yield f"record {result.record}"
    yield from ("", str(result.prompt), "", f"left:  {result.left}", f"right: {result.right}", "")
    yield f'vote with: verilode ab vote {result.contest} {result.record[:8]} left   (or right, tie, "both bad")'


def show_results(told_: Mapping[str, Any]) -> Iterator[str]:
    """What a person reads; A and B are named here, and nowhere a voter looks."""
    yield f"contest {told_['contest']}: A is {told_['a']}, B is {told_['b']}"
    counts = told_["outcomes"]
    yield (
        f"{told_['records']:,} records: B wins {counts['B']:,}, A wins {counts['A']:,}, {counts['tie']:,} ties "
        f"({told_['identical']:,} answered alike), both bad {counts['both bad']:,}, {told_['open']:,} open"
    )
    if told_["win_rate"] is not None:
        low, high = told_["win_rate_interval"]
        yield (
            f"B wins {told_['win_rate']:.0%} of the decided records ({low:.0%} to {high:.0%}, exact 95 % interval; "
            f"sign test p = {told_['p_value']:.3g})"
        )
    for one in told_["voters"]:
        yield f"  {one['name']}: {one['votes']:,} votes, B {one['outcomes']['B']:,}, A {one['outcomes']['A']:,}"
    if told_["sided"]:
        yield f"the left answer was chosen in {told_['left'] / told_['sided']:.0%} (p = {told_['side_p_value']:.3g})"
    if told_["agreement"]:
        yield f"agreement: {told_['agreement']['reason']}"
    yield f"verdict: {told_['verdict']['verdict']}. {told_['verdict']['sentence']}"


def show_pairs(result: FrozenPairs) -> Iterator[str]:
    """What a person reads."""
    yield f"snapshot {result.snapshot}: {result.train:,} pairs to train on, {result.validation:,} to validate"
    yield f"no pair from: {told(result.dropped)}"
    if result.warning:
        yield f"warning: {result.warning}"
    yield f"train on them: verilode train dpo --snapshot {result.snapshot} --start RUN"


def show_train(result: TrainedOnVotes) -> Iterator[str]:
    """What a person reads."""
    yield from list(show_pairs(result.pairs))[:-1]
    yield f"run {result.run}: {result.state}, went on from {result.started_from}"
    yield f"compare them: verilode ab start {result.started_from} {result.run}"
