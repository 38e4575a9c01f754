"""The project's current model: an alias that people move, with a memory, so that it can be moved back."""

from dataclasses import dataclass

from pipelines.store.project import Project

PROMOTED = "model.promoted"
CURRENT = "current"
"""The alias that evaluation compares with and that serving answers under when none is named."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """One move of an alias: which run's model it names, who moved it, when, and on which verdict.

    `because` is the reason of a person who moved it against the gate (`forced`).
    """

    alias: str
    run: str
    model_hash: str
    actor: str
    at: str
    verdict: str = ""
    rolled_back: bool = False
    forced: bool = False
    because: str = ""


def promotions(project: Project, alias: str = CURRENT) -> list[Promotion]:
    """Every move of an alias, oldest first."""
    moves = project.events.events(PROMOTED, item=alias)
    return [
        Promotion(
            alias,
            move.payload["run"],
            move.payload["model_hash"],
            move.actor,
            move.at,
            move.payload.get("verdict", ""),
            move.payload.get("rolled_back", False),
            move.payload.get("forced", False),
            move.payload.get("because", ""),
        )
        for move in moves
    ]


def promoted(project: Project, alias: str = CURRENT) -> Promotion | None:
    """What an alias names now, None before anything was promoted."""
    moves = promotions(project, alias)
    return moves[-1] if moves else None
