"""Make a run's model the current one when its gate is passed; move it back; show who moved it when."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.frame.run import actor
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.models.promoted import Promotion, promotions
from training.promotion import promote as promote_run
from training.promotion import rollback as move_back


@dataclass(frozen=True, slots=True)
class Promotions:
    """What an alias names now, and with --history everything it named, oldest first."""

    alias: str
    now: Promotion | None
    history: list[Promotion]


def promote(
    project: Project,
    run: str | None = None,
    *,
    alias: str = "current",
    force: bool = False,
    because: str = "",
    rollback: bool = False,
    history: bool = False,
) -> Promotions:
    """Move an alias to a run. Its files are hashed again first, and its gate must be passed.

    Args:
        run: Id of the run, or "latest".
        alias: What the model is to be known as.
        force: Promote it although its gate is not passed; needs --because.
        because: Why it is promoted against its gate; kept with the promotion.
        rollback: Move the alias back to what it named before.
        history: Only show every move of the alias.
    """
    if sum([run is not None, rollback, history]) != 1:
        raise VerilodeError("give one of: a run to promote, --rollback, --history")
    if rollback:
        move_back(project, alias, actor())
    elif run is not None:
        promote_run(project, run, alias, force=force, because=because, actor=actor())
    moves = promotions(project, alias)
    return Promotions(alias, moves[-1] if moves else None, moves if history else [])


def show(result: Promotions) -> Iterator[str]:
    """A line per move, or what the alias names now."""
    for move in result.history:
        yield f"{move.at[:19]}  {move.run}  {_how(move)}"
    if result.now is None:
        yield f"nothing is promoted as {result.alias} yet; do it with: verilode promote RUN"
    elif not result.history:
        yield f"{result.alias} is run {result.now.run} ({result.now.model_hash[:12]}), {_how(result.now)}"


def _how(move: Promotion) -> str:
    if move.rolled_back:
        return f"moved back to by {move.actor}"
    forced = f" against its gate, because: {move.because}" if move.forced else ""
    return f"promoted by {move.actor} ({move.verdict or 'not measured'}){forced}"
