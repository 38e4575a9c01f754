"""Put records before people: a stratified pilot, or the blind audit of a certificate."""

from collections.abc import Iterator

from annotation.sampling.draw import SampleReport, sample_audit, sample_pilot, top_up_audit
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


def sample(
    project: Project,
    *,
    pilot: int | None = None,
    audit: bool = False,
    rate: float | None = None,
    seeds: int | None = None,
    top_up: bool = False,
    seed: int = 0,
) -> SampleReport:
    """Draw a sample into the review queue: --pilot N before suggestions, --audit after them.

    Args:
        pilot: How many records people should answer so that a labeler can learn; default the recipe's.
        audit: Draw the blind audit instead.
        rate: Share of the suggestions to audit; default what the certificate needs.
        seeds: How many golden records with a wrong suggestion to plant in the audit; default the recipe's.
        top_up: Audit more: draw the next look that the recipe's verify.looks planned.
        seed: Decides the draw.
    """
    if pilot is not None and pilot < 1:
        raise VerilodeError(f"--pilot must be at least 1, not {pilot}")
    if audit and pilot is not None:
        raise VerilodeError("choose --pilot N or --audit, not both")
    if not audit and (top_up or rate is not None or seeds is not None):
        raise VerilodeError("--rate, --seeds and --top-up belong to --audit")
    if top_up and not (rate is None and seeds is None):
        raise VerilodeError("the recipe's verify.looks says how much --top-up draws: leave out --rate and --seeds")
    if top_up:
        return top_up_audit(project, seed)
    if audit:
        return sample_audit(project, rate, seed, seeds)
    return sample_pilot(project, pilot or project.recipe.verify.get("pilot", 300), seed)


def show(result: SampleReport) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.phase}: {result.drawn:,} of {result.population:,} records wait for review"
    if result.planted:
        yield f"{result.planted:,} records of known truth are among them"
