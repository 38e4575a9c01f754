"""Put records before people: a stratified pilot, or the blind audit of a certificate."""

from collections.abc import Iterator

from annotation.sampling.draw import SampleReport, sample_audit, sample_pilot
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


def sample(
    project: Project, *, pilot: int | None = None, audit: bool = False, rate: float | None = None, seed: int = 0
) -> SampleReport:
    """Draw a sample into the review queue: --pilot N before suggestions, --audit after them.

    Args:
        pilot: How many records people should answer so that a labeler can learn; default the recipe's.
        audit: Draw the blind audit instead.
        rate: Share of the suggestions to audit; default what the certificate needs.
        seed: Decides the draw.
    """
    if pilot is not None and pilot < 1:
        raise VerilodeError(f"--pilot must be at least 1, not {pilot}")
    if audit and pilot is not None:
        raise VerilodeError("choose --pilot N or --audit, not both")
    if audit:
        return sample_audit(project, rate, seed)
    return sample_pilot(project, pilot or project.recipe.verify.get("pilot", 300), seed)


def show(result: SampleReport) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.phase}: {result.drawn:,} of {result.population:,} records wait for review"
