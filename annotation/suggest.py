"""Asking a labeler for suggestions for every standing record that no person has answered yet."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from annotation.labelers import LABELERS, Budget, Estimate, Example, Labeler, Ledger, Suggestion
from annotation.sampling.options import whole
from annotation.teaching import held_out, teachers
from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp
from pipelines.core.ids import coin
from pipelines.core.progress import progress
from pipelines.core.records import rows
from pipelines.kinds import Question, Task, kind_of
from pipelines.store.labels import answers, golden, task_of
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Commit, CommitWriter, Counts, fingerprint

_BATCH = 500

CHECKS = 300
"""Verified records that are asked about as well, unless the recipe's `suggest.checks` says otherwise."""

FOLDER = "answers"
"""Folder of a project that holds what endpoints were asked and what they answered, one file per labeler."""


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """How many records were asked about, and how many need a person because no valid answer came.

    `spent` is what this run cost, `spent_in_all` what the labeler ever cost this project (see `Spent`). `taught`
    records were shown to an endpoint as examples; `held_out` verified ones were not, because a snapshot measures on
    them.
    """

    labeler: str
    asked: int
    suggested: int
    needs_human: int
    causes: Mapping[str, int]
    reused: bool
    estimate: Mapping[str, Any] = field(default_factory=dict)
    spent: Mapping[str, Any] = field(default_factory=dict)
    spent_in_all: Mapping[str, Any] = field(default_factory=dict)
    taught: int = 0
    held_out: int = 0


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """What suggesting would take, and what the labeler has cost so far."""

    labeler: str
    estimate: Estimate
    spent_in_all: Mapping[str, Any]
    budget: float | None
    max_tokens: int | None


def suggest(
    project: Project,
    labeler: str | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    budget: float | None = None,
    max_tokens: int | None = None,
) -> SuggestReport:
    """Store one suggestion per unanswered record; from then on the ranking of the certificate is fixed.

    A run that is cancelled or killed stores no suggestion, but every answer that was paid for is kept in the project's
    `answers` folder, and the next run takes it from there.

    Args:
        project: Its recipe's `suggest` section names the labeler where none is given here.
        labeler: A registered labeler's name.
        options: Options of that labeler, put over those that the recipe has for it.
        budget: The most that the labeler may ever cost this project, in the money its prices are in; default the
            recipe's. Records that are not reached go to people.
        max_tokens: The most tokens it may ever use in this project, sent and answered.

    Raises:
        VerilodeError: when nothing stands, or the labeler cannot work.
    """
    asking = asked_of(project, labeler, options, budget, max_tokens)
    known = project.tables.find(fingerprint("suggest", asking.identity, asking.inputs))
    if known is not None and not known.extra.get("unfinished"):
        return _report(asking.name, known, reused=True)
    with (
        project.tables.begin("suggest", options=asking.identity, inputs=asking.inputs) as writer,
        Ledger(asking.file, asking.budget) as ledger,
    ):
        expected = asking.estimate(ledger)
        found = asking.labeler.suggest(asking.questions, asking.examples, asking.task, ledger)
        causes = _store(writer, found, asking)
        if ledger.shown:
            writer.write("taught", [{"record_id": name} for name in sorted(ledger.shown)])
        writer.extra.update(causes=causes, population=asking.population, events_seq=project.events.last_seq())
        writer.extra.update(unfinished=sum(map(causes.__getitem__, filter(_passing, causes))))
        writer.extra.update(estimate=asdict(expected), spent=asdict(ledger.run), spent_in_all=asdict(ledger.spent))
        writer.extra.update(taught=len(ledger.shown), held_out=asking.held_out)
    return _report(asking.name, project.tables.commits("suggest")[-1], reused=False)


def estimate(
    project: Project,
    labeler: str | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    budget: float | None = None,
    max_tokens: int | None = None,
) -> EstimateReport:
    """What `suggest` with the same arguments would take; asks nothing and stores nothing."""
    asking = asked_of(project, labeler, options, budget, max_tokens)
    with Ledger(asking.file, asking.budget) as ledger:
        expected, spent = asking.estimate(ledger), asdict(ledger.spent)
    return EstimateReport(asking.name, expected, spent, asking.budget.money, asking.budget.tokens)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked what, and within which limits."""

    name: str
    labeler: Labeler
    identity: Mapping[str, Any]
    inputs: Sequence[str]
    questions: Sequence[Question]
    checks: frozenset[str]
    examples: Sequence[Example]
    held_out: int
    task: Task
    file: Path
    budget: Budget

    @property
    def population(self) -> int:
        """Records that want a suggestion: all questions but those that only check the labeler."""
        return len(self.questions) - len(self.checks)

    def estimate(self, ledger: Ledger) -> Estimate:
        """The labeler's own estimate; one that has none asks no endpoint."""
        tell: Callable[..., Estimate] | None = getattr(self.labeler, "estimate", None)
        if tell is None:
            return Estimate(len(self.questions), money=0.0)
        return tell(self.questions, self.examples, self.task, ledger)


def asked_of(
    project: Project,
    labeler: str | None = None,
    options: Mapping[str, Any] | None = None,
    budget: float | None = None,
    max_tokens: int | None = None,
) -> Asking:
    """What `suggest` with the same arguments would ask."""
    section = project.recipe.suggest
    usual = section.get("labeler", "local")
    name = labeler or usual
    chosen = {**(section.get("options") or {} if name == usual else {}), **(options or {})}
    placed = _each_text(chosen, lambda text: str(project.root / text) if _is_file(project.root / text) else text)
    built = LABELERS.build(name, placed)
    records = [record for batch in standing(project.tables) for record in rows(batch)]
    if not records:
        raise VerilodeError("no records stand: ingest and clean first")
    said, fixed = answers(project), golden(project)
    asked = [kind_of(project.recipe.task.kind).question(record) for record in records]
    examples, left_out = teachers(records, asked, said, fixed, held_out(project))
    checks = _checks(examples, whole(section, "checks", CHECKS, section="suggest"))
    return Asking(
        name,
        built,
        {"labeler": name, "options": _each_text(placed, _stamped)},
        [_standing_id(project), *sorted(f"{answer.record_id}:{answer.seq}" for answer in said.values())],
        # a record of known truth is asked about like any other: whether people notice a wrong suggestion is seen there
        [one for one in asked if one.record_id not in said or one.record_id in fixed or one.record_id in checks],
        checks,
        examples,
        left_out,
        task_of(project),
        project.root / FOLDER / f"{name}.jsonl",
        Budget(_limit("budget", section.get("budget") if budget is None else budget), max_tokens),
    )


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Options with every text in them changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each_text(inner, change) for name, inner in value.items()}
    return [_each_text(inner, change) for inner in value] if isinstance(value, list) else value


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() or (path / "config.json").is_file()
    except (OSError, ValueError):  # too long for a path, or no path at all
        return False


def _stamped(text: str) -> str:
    """A file of rules or a folder with a model, by its content: an edited one asks anew."""
    return content_stamp(Path(text)) if _is_file(Path(text)) else text


def _limit(name: str, value: Any) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
        raise VerilodeError(f"suggest {name} must be a number of 0 or more, not {value!r}")
    return value


def _standing_id(project: Project) -> str:
    """What the records that stand depend on: the plan in force, or the ingests before there is one."""
    plan = project.tables.latest("plan")
    return plan.id if plan else ",".join(c.id for c in project.tables.commits("ingest"))


def _passing(cause: str) -> bool:
    """Whether another run may well end differently: what no answer came for is asked for again."""
    return cause == "budget" or cause.startswith("endpoint")


def _checks(examples: Sequence[Example], most: int) -> frozenset[str]:
    """Verified records that are asked about as well, to see what suggestions are worth before anybody audits them.

    No labeler sees a record's own answer when it is asked about it.
    """
    names = sorted({example.record_id for example in examples}, key=lambda name: coin("check", name))
    return frozenset(names[:most])


def _store(writer: CommitWriter, found: Iterator[Suggestion], asking: Asking) -> dict[str, int]:
    """Write suggestions as they come; returns how many of the population came without a value, by cause."""
    stamps = {question.record_id: question.stamp for question in asking.questions}
    causes: Counter[str] = Counter()
    batches: dict[str, list[dict[str, Any]]] = {"suggestions": [], "checks": []}
    done = 0
    for suggestion in found:
        done += 1
        kind = "checks" if suggestion.record_id in asking.checks else "suggestions"
        causes.update([suggestion.cause or "unknown"] if suggestion.value is None and kind == "suggestions" else [])
        batches[kind].append({**asdict(suggestion), "asked": stamps[suggestion.record_id]})
        if len(batches[kind]) == _BATCH:
            writer.write(kind, batches[kind])
            batches[kind] = []
    for kind, batch in batches.items():
        if batch or kind == "suggestions":
            writer.write(kind, batch)
    progress("suggest", done, len(asking.questions))
    if done != len(asking.questions):
        raise AssertionError(f"the labeler answered {done} of {len(asking.questions)} questions")
    writer.counts = Counts(asking.population, asking.population, 0, 0)
    return dict(causes)


def _report(name: str, commit: Commit, *, reused: bool) -> SuggestReport:
    extra, causes = commit.extra, commit.extra["causes"]
    asked, lost = extra["population"], sum(causes.values())
    costs = {entry: extra.get(entry, {}) for entry in ("estimate", "spent", "spent_in_all")}
    shown, kept = extra.get("taught", 0), extra.get("held_out", 0)
    return SuggestReport(name, asked, asked - lost, lost, causes, reused, **costs, taught=shown, held_out=kept)
