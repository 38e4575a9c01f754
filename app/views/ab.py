"""What the A/B page reads: contests, one person's ballot, and results for whoever asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from annotation.comparison.contest import Contest, list_contests
from annotation.comparison.results import Results, results_of
from annotation.comparison.votes import votes_of
from app.views.newest import readable
from app.views.review import ReviewView, review_view
from pipelines.store.project import Project
from training.models.promoted import CURRENT, promoted
from training.runs import list_runs


@dataclass(frozen=True, slots=True)
class Turnout:
    """How far a contest is."""

    votes: int
    needed: int
    voters: Sequence[str]

    @property
    def complete(self) -> bool:
        """Whether nobody is asked any more."""
        return self.votes >= self.needed


@readable()
def contests(project: Project) -> list[Contest]:
    """All contests, the newest first."""
    return list_contests(project)


@readable()
def ballot(contest: Contest, actor: str) -> ReviewView:
    """The next records for this person, and how far everybody is, in the words of a vote."""
    seen = review_view(polling(contest), actor)
    return replace(seen, progress=replace(seen.progress, batch="Votes", quotas=()))


@readable()
def turnout(contest: Contest) -> Turnout:
    """Votes so far and who gave them."""
    votes = votes_of(contest)
    needed = len(contest.placings) * contest.votes
    return Turnout(min(len(votes), needed), needed, sorted({one.voter for one in votes}))


@readable()
def result(contest: Contest) -> Results:
    """What the votes show."""
    return results_of(contest)


def models(project: Project) -> list[str]:
    """Names of what can be compared: the base, what is promoted, and every finished run."""
    finished = [run.id for run in list_runs(project) if run.state == "finished"]
    if not finished:
        return []
    return ["base", *([CURRENT] if promoted(project) else []), *finished]


def polling(contest: Contest) -> Project:
    """The contest's own project, opened once: its writer thread is shared by all who vote."""
    return _opened(str(contest.folder))


@lru_cache(maxsize=16)
def _opened(folder: str) -> Project:
    return Project.open(Path(folder))
