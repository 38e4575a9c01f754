"""Asking a labeler for suggestions for every standing record that no person has answered yet."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from annotation.labelers import LABELERS, Example, Suggestion
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.core.records import rows
from pipelines.kinds import Question, kind_of
from pipelines.store.labels import Annotation, answers, golden, task_of
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Commit, CommitWriter, Counts, fingerprint

_BATCH = 500


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """How many records were asked about, and how many need a person because no valid answer came."""

    labeler: str
    asked: int
    suggested: int
    needs_human: int
    causes: Mapping[str, int]
    reused: bool


def suggest(project: Project, labeler: str | None = None, options: Mapping[str, Any] | None = None) -> SuggestReport:
    """Store one suggestion per unanswered record; from then on the ranking of the certificate is fixed.

    Args:
        project: Its recipe's `suggest` section names the labeler where none is given here.
        labeler: A registered labeler's name.
        options: Options of that labeler; default the recipe's.

    Raises:
        VerilodeError: when nothing stands, or the labeler cannot work.
    """
    section = project.recipe.suggest
    name = labeler or section.get("labeler", "local")
    chosen = dict(options if options is not None else section.get("options", {}) if not labeler else {})
    built = LABELERS.build(name, chosen)
    records = [record for batch in standing(project.tables) for record in rows(batch)]
    if not records:
        raise VerilodeError("no records stand: ingest and clean first")
    said, fixed = answers(project), golden(project)
    inputs = [_standing_id(project), *sorted(f"{a.record_id}:{a.seq}" for a in said.values())]
    known = project.tables.find(fingerprint("suggest", {"labeler": name, "options": chosen}, inputs))
    if known is not None:
        return _report(name, known, reused=True)
    asked = [kind_of(project.recipe.task.kind).question(record) for record in records]
    # a record of known truth is asked about like any other: whether people notice a wrong suggestion is seen on these
    questions = [one for one in asked if one.record_id not in said or one.record_id in fixed]
    examples = [_example(one, said[one.record_id]) for one in asked if _teaches(one, said, fixed)]
    task = task_of(project)
    with project.tables.begin("suggest", options={"labeler": name, "options": chosen}, inputs=inputs) as writer:
        causes = _store(writer, built.suggest(questions, examples, task), len(questions))
        writer.extra.update(causes=causes, population=len(questions), events_seq=project.events.last_seq())
    return _report(name, project.tables.commits("suggest")[-1], reused=False)


def _standing_id(project: Project) -> str:
    """What the records that stand depend on: the plan in force, or the ingests before there is one."""
    plan = project.tables.latest("plan")
    return plan.id if plan else ",".join(c.id for c in project.tables.commits("ingest"))


def _teaches(question: Question, said: Mapping[str, Annotation], fixed: Mapping[str, Annotation]) -> bool:
    answer = said.get(question.record_id)
    return answer is not None and answer.status == "submitted" and question.record_id not in fixed


def _example(question: Question, answer: Annotation) -> Example:
    return Example(question.text, answer.value or "", question.given, question.record_id, question.candidates)


def _store(writer: CommitWriter, found: Iterator[Suggestion], total: int) -> dict[str, int]:
    """Write suggestions as they come; returns how many came without a value, by cause."""
    causes: dict[str, int] = {}
    batch: list[dict[str, Any]] = []
    done = 0
    for suggestion in found:
        if suggestion.value is None:
            causes[suggestion.cause or "unknown"] = causes.get(suggestion.cause or "unknown", 0) + 1
        batch.append(asdict(suggestion))
        done += 1
        if len(batch) == _BATCH:
            writer.write("suggestions", batch)
            progress("suggest", done, total)
            batch = []
    writer.write("suggestions", batch)
    progress("suggest", done, total)
    if done != total:
        raise AssertionError(f"the labeler answered {done} of {total} questions")
    writer.counts = Counts(total, total, 0, 0)
    return causes


def _report(name: str, commit: Commit, *, reused: bool) -> SuggestReport:
    causes = commit.extra["causes"]
    asked = commit.extra["population"]
    lost = sum(causes.values())
    return SuggestReport(name, asked, asked - lost, lost, causes, reused)
