"""The models of one endpoint: one base, what was trained on it, and the identity each answer is signed with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.core.errors import VerilodeError
from training.models.named import NamedModel


@dataclass(frozen=True, slots=True)
class Served:
    """One model of an endpoint, in JSON's types: it travels to the process that loads it.

    Args:
        id: The name it is asked by.
        tuned: Folder of what was trained; empty for the base.
        adapter: `lora`, `qlora` or `full`; empty for the base.
        model_hash: Content hash of what answers.
        base_hash: Content hash of its base.
        run: Id of its run; empty for the base.
        snapshot: Id of the snapshot it was trained on; empty for the base.
    """

    id: str
    tuned: str
    adapter: str
    model_hash: str
    base_hash: str
    run: str
    snapshot: str

    @property
    def fingerprint(self) -> str:
        """Who answered, as one word list: OpenAI's `system_fingerprint`."""
        words = {"model": self.model_hash[:12], "base": self.base_hash[:12], "run": self.run, "snapshot": self.snapshot}
        return " ".join(f"{name}:{value}" for name, value in words.items() if value)

    def entry(self, created: int) -> dict[str, Any]:
        """Its row in `/v1/models`."""
        identity = {name: value for name, value in asdict(self).items() if name not in ("id", "tuned")}
        return {"id": self.id, "object": "model", "created": created, "owned_by": "verilode", **identity}


def served(models: Mapping[str, NamedModel]) -> list[Served]:
    """The models under the names they are asked by.

    Raises:
        VerilodeError: where they do not share one base, or one of them does not answer questions.
    """
    chosen = [(name, model) for name, model in models.items()]
    first_name, first = chosen[0]
    for name, model in chosen:
        if model.role:
            raise VerilodeError(f"{name} is a {model.role} model: it gives scores, not answers")
        if model.base_hash != first.base_hash:
            raise VerilodeError(
                f"{name} belongs to base {model.base_hash[:12]}, {first_name} to base {first.base_hash[:12]}; "
                "one endpoint holds one base: serve them apart"
            )
    return [_entry(name, model) for name, model in chosen]


def _entry(name: str, model: NamedModel) -> Served:
    return Served(
        id=name,
        tuned=str(model.tuned or ""),
        adapter=model.adapter,
        model_hash=model.model_hash,
        base_hash=model.base_hash,
        run=model.run or "",
        snapshot=model.snapshot,
    )


def find(models: Sequence[Served], name: str) -> Served | None:
    """The model asked by this name."""
    return next((model for model in models if model.id == name), None)
