"""Ask a labeler (a local model or an LLM) for suggestions on unanswered records."""

from collections.abc import Iterator

from annotation.suggest import SuggestReport
from annotation.suggest import suggest as run_suggest
from pipelines.store.project import Project

LONG = True


def suggest(project: Project, *, labeler: str | None = None) -> SuggestReport:
    """Suggest an answer for every standing record no person has answered.

    Args:
        labeler: A labeler's name (local, openai); default the recipe's.
    """
    return run_suggest(project, labeler)


def show(result: SuggestReport) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.labeler}: {result.suggested:,} of {result.asked:,} records have a suggestion"
    for cause, count in result.causes.items():
        yield f"  {count:,} need a person: {cause}"
