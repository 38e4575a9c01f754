"""What the certificate and people pages read: figures over answers, computed once per commit and answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from annotation.agreement.people import Person
from annotation.agreement.report import AgreementReport
from annotation.agreement.saving import Saving
from annotation.calibration import Calibration
from annotation.certificate.curve import Curve
from annotation.proof import figures
from annotation.proof import projection as projected
from app.views.newest import KEPT, newest_commit, readable
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import certify_commit, disputed, suggest_commit
from pipelines.store.labels import suggestions as stored
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a figure is not there yet, in one sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The newest suggestions: who made them, of how many records, what kept records from having one, what they cost.

    `basis`: what their confidences are made of.
    """

    labeler: str
    asked: int
    causes: Mapping[str, int]
    spent: Mapping[str, Any]
    basis: Sequence[str] = ()


def per_answer(read: Callable[[Project], Any]) -> Callable[[Project], Any]:
    """Call `read(project)` once per newest commit and event; what is refused comes back as `Missing`."""

    @lru_cache(maxsize=KEPT)
    def kept(project: Project, _newest: str, _last: int) -> Any:
        try:
            return read(project)
        except VerilodeError as refused:
            return Missing(str(refused))

    @wraps(read)
    def current(project: Project) -> Any:
        with readable():
            return kept(project, newest_commit(project), project.events.last_seq())

    return current


@per_answer
def projection(project: Project) -> Curve | Missing:
    """What an audit would leave to people."""
    return projected.projection(project)


@per_answer
def confidence(project: Project) -> Calibration | Missing:
    """What the labeler's confidence is worth."""
    return figures.confidence_of(project)


@per_answer
def saving(project: Project) -> Saving | Missing:
    """What the suggestions saved."""
    return figures.saving_of(project)


@per_answer
def agreement(project: Project) -> AgreementReport | Missing:
    """How far people agree."""
    return figures.agreement_of(project)


@per_answer
def people(project: Project) -> Sequence[Person] | Missing:
    """Each person's figures."""
    return figures.people_of(project)


@per_answer
def disputes(project: Project) -> int:
    """How many records people disagree on that nobody has settled."""
    return len(disputed(project))


@per_answer
def certificate(project: Project) -> Mapping[str, Any] | None:
    """The newest certificate as it was issued; None before the first for these suggestions."""
    commit = certify_commit(project)
    return commit.extra["certificate"] if commit else None


@per_answer
def suggestions(project: Project) -> Suggestions | Missing:
    """The newest suggestions in numbers."""
    commit = suggest_commit(project)
    if commit is None:
        return Missing("No labeler has been asked yet.")
    return Suggestions(
        labeler=str(commit.options.get("labeler", "")),
        asked=commit.extra["population"],
        causes=commit.extra["causes"],
        spent=commit.extra.get("spent", {}),
        basis=sorted({one.basis for one in stored(project).values() if one.basis}),
    )
