"""What a trainer hands to the loop: how its TRL trainer is made, and what the loop must know of its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from training.loop.batch_names import Sequences


@dataclass(frozen=True, slots=True)
class Work:
    """One run's work.

    Args:
        make: Makes the TRL trainer from the keyword arguments that are the same for all of them (`model`,
            `processing_class`, `peft_config`, `callbacks`) and those of its configuration class. It is called again,
            with a new model, when memory ran out.
        figures: What preflight counted (`rows`, `tokens`, `supervised`), reported at the first step.
        validate: Whether there are rows to validate on.
        rows: Rows of one pass in the unit of `batch_size`; 0 takes the length of the trainer's data set.
        sequences: Record ids with the texts of one token sequence that was made of them; a pair gives two. Asked only
            when a step has failed.
        logged: The trainer's own figures to report, by the name they have in its log.
        head: CAUSAL_LM, or SEQ_CLS for a model that answers one score.
        best: The figure of a validation by which the best checkpoint is chosen.
        higher: Whether more of it is better.
    """

    make: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
    figures: Mapping[str, float] = field(default_factory=dict)
    validate: bool = True
    rows: int = 0
    sequences: Sequences | None = None
    logged: tuple[str, ...] = ()
    head: str = "CAUSAL_LM"
    best: str = "eval_loss"
    higher: bool = False

    @property
    def scored(self) -> bool:
        """Whether the model answers scores."""
        return self.head == "SEQ_CLS"
