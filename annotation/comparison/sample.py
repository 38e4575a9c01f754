"""Which prompts a contest asks: a seeded sample, spread over the labels, of records that neither model has seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotation.comparison.contest import TEST, TRAIN
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.core.records import Record, normal_form, rows
from pipelines.kinds.generate import asked, without_answer
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot, list_snapshots, load_snapshot

_MOST_STRATA = 50
"""Different answers up to which they count as labels; with more they are texts, and the source is what is spread."""

_SPLITS = {TEST: ("test",), TRAIN: ("train", "validation")}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What both models are asked: a record of a snapshot without its answer, with the split it is in."""

    record_id: str
    system: str | None
    instruction: str | None
    messages: str | None
    split: str
    stratum: str = ""

    @property
    def text(self) -> str:
        """What a voter reads."""
        return asked(Record("", system=self.system, instruction=self.instruction, messages=self.messages))


def draw_prompts(
    project: Project,
    snapshot: Snapshot,
    split: str = TEST,
    records: int | None = None,
    seed: int = 0,
    seen: Sequence[str] = (),
) -> list[Prompt]:
    """A sample of a snapshot's prompts, every label with its share.

    Args:
        project: Whose snapshots `seen` names.
        snapshot: Whose prompts.
        split: `test` to judge, `train` (its validation rows too, which stay validation) to make pairs from.
        records: How many; default all.
        seed: Decides which.
        seen: Ids of snapshots that a model was trained on: what they trained on is no test of it.

    Raises:
        VerilodeError: for an unknown split, or where no prompt is left.
    """
    if split not in _SPLITS:
        raise VerilodeError(f"unknown split {split!r}; a contest asks: {', '.join(_SPLITS)}")
    prompts = [prompt for part in _SPLITS[split] for prompt in _prompts(snapshot, part)]
    if split == TEST:
        trained = _trained_on(project, seen)
        prompts = [one for one in prompts if not {one.record_id, normal_form(one.text)} & trained]
    if not prompts:
        raise VerilodeError(f"snapshot {snapshot.id} has no {split} prompt that the models have not been trained on")
    if records is not None and records < 1:
        raise VerilodeError(f"a contest needs at least one record, not {records}")
    return _spread(prompts, min(records or len(prompts), len(prompts)), seed)


def contest_snapshot(project: Project, wanted: str | None = None) -> Snapshot:
    """The snapshot by id, else the newest of the project's own kind of task: pairs are no prompts to judge by."""
    if wanted:
        return load_snapshot(project.snapshots, wanted)
    kind = project.recipe.task.kind
    known = [one for one in list_snapshots(project.snapshots) if _kind(one) in (kind, None)]
    if not known:
        raise VerilodeError("no snapshot to take prompts from; make one with: verilode snapshot create")
    return known[-1]


def _kind(snapshot: Snapshot) -> str | None:
    """What kind of task it was frozen for; None where it does not say."""
    return snapshot.manifest["identity"].get("recipe", {}).get("task", {}).get("kind")


def _prompts(snapshot: Snapshot, split: str) -> list[Prompt]:
    found = list(rows(snapshot.rows(split).drop_columns(["meta"])))
    few = len({record.response for record in found}) <= _MOST_STRATA
    return [
        Prompt(
            record.record_id,
            record.system,
            record.instruction,
            None if record.instruction else without_answer(record).get("messages", record.messages),
            split,
            (record.response if few else record.source) or "",
        )
        for record in found
    ]


def _trained_on(project: Project, seen: Sequence[str]) -> set[str]:
    """Ids and texts of everything that these snapshots train on or choose checkpoints by."""
    found: set[str] = set()
    for name in dict.fromkeys(filter(None, seen)):
        snapshot = load_snapshot(project.snapshots, name)
        for split in _SPLITS[TRAIN]:
            for prompt in _prompts(snapshot, split):
                found |= {prompt.record_id, normal_form(prompt.text)}
    return found


def _spread(prompts: Sequence[Prompt], number: int, seed: int) -> list[Prompt]:
    """Every n-th of the prompts sorted by stratum, mixed within it: implicit stratification (Cochran 1977, 8.4)."""
    ordered = sorted(prompts, key=lambda one: (one.split, one.stratum, coin("ab-sample", seed, one.record_id)))
    step, start = len(ordered) / number, coin("ab-start", seed)
    return [ordered[min(len(ordered) - 1, int((place + start) * step))] for place in range(number)]
