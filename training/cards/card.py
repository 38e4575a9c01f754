"""The model card: README.md with the front matter the hub reads, and the lineage of every number in it."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from pipelines.store.version import code_version
from training.cards.facts import Facts
from training.cards.markdown import plain, table

_SETTINGS = (
    "trainer",
    "adapter",
    "lora_r",
    "lora_alpha",
    "dora",
    "rslora",
    "steps",
    "epochs",
    "batch_size",
    "learning_rate",
) + ("warmup_steps", "max_length", "packing", "replay_share", "dtype", "seed")


def card(facts: Facts) -> str:
    """The whole text; whatever people or files wrote is shown as text."""
    front = yaml.safe_dump(_front(facts), sort_keys=False, allow_unicode=True)
    return f"---\n{front}---\n" + "\n\n".join(part for part in _parts(facts) if part) + "\n"


def _front(facts: Facts) -> dict[str, Any]:
    terms = facts.terms
    adapter = facts.note["adapter"] != "full" and facts.merged is None
    front = {
        "license": terms.licence,
        "license_name": terms.name,
        "license_link": terms.link,
        "base_model": facts.base,
        "base_model_relation": "merge" if facts.merged else "adapter" if adapter else "finetune",
        "datasets": [f"verilode-snapshot-{facts.note.get('snapshot', 'unknown')}"],
        "language": list(terms.language),
        "library_name": "peft" if adapter else "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["verilode", str(facts.run.config.get("trainer", "sft")), str(facts.note["adapter"])],
    }
    return {name: value for name, value in front.items() if value}


def _parts(facts: Facts) -> Iterator[str]:
    yield f"# {plain(facts.base)}, tuned by run {plain(facts.run.id)}"
    yield _opening(facts)
    yield "## Data\n" + "\n\n".join(part for part in _data(facts) if part)
    yield "## Measured\n" + "\n\n".join(part for part in _measured(facts) if part)
    yield "## Promoted\n" + _promoted(facts)
    yield "## Training\n" + _training(facts)
    yield "## Identity\n" + _identity(facts)
    yield "## Terms\n" + _terms(facts)
    yield "## From a number to its source\n" + _way_back(facts)


def _opening(facts: Facts) -> str:
    what = "The whole model" if facts.note["adapter"] == "full" else f"A {facts.note['adapter']} adapter"
    if facts.merged:
        what = "The base with its adapter merged in"
    verdict = (facts.report or {}).get("verdict") or {}
    told = f"{verdict['verdict']}. {plain(verdict['sentence'])}" if verdict else "not measured yet."
    return f"{what}. Against its base: **{told}**"


def _data(facts: Facts) -> Iterator[str]:
    name = plain(facts.note.get("snapshot") or "unknown")
    if facts.snapshot is None:
        yield f"Trained on snapshot `{name}`, which is not in this project any more: its labels are not known."
        return
    identity, counts = facts.snapshot.manifest["identity"], facts.snapshot.manifest["counts"]
    yield f"Snapshot `{name}` of the recipe {plain(identity.get('recipe', {}).get('name', 'unknown'))}."
    yield table(("split", "records"), [(split, f"{n:,}") for split, n in counts.items()])
    yield _certificate(identity.get("certificate"))
    yield table(
        ("label state", "records"), [(plain(s), f"{n:,}") for s, n in sorted(identity.get("states", {}).items())]
    )
    yield table(("person", "records verified"), [(plain(who), f"{n:,}") for who, n in facts.people.items()])
    yield f"Leaks between the splits: {identity['leaks']['total']}."


def _certificate(certificate: Mapping[str, Any] | None) -> str:
    if certificate is None:
        return "No certificate: every label was given by a person."
    if not certificate["certified"]:
        return f"No certificate: {plain(certificate['reason'])}"
    share = certificate.get("max_wrong_share")
    restated = f" Of the records frozen here that is at most {share:.2%}." if share is not None else ""
    return f"Certificate: {plain(' '.join(certificate.get('sentences', [])))}{restated}"


def _measured(facts: Facts) -> Iterator[str]:
    if facts.report is None or facts.gate is None:
        yield "Not measured yet."
        return
    yield table(("set", "model", "metric", "value", "95 % interval", "n"), _scores(facts.report))
    yield table(("set", "metric", "tuned minus base", "95 % interval"), _differences(facts.report))
    yield f"Gate: **{plain(facts.gate['result'])}**. {plain(facts.gate['sentence'])}"
    checks = [(plain(c["check"]), plain(c["passed"]), plain(c["sentence"])) for c in facts.gate["checks"]]
    yield table(("check", "result", "why"), checks)


def _scores(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, found in report["sets"].items():
        for model in ("base", "tuned"):
            scores = found[model]
            for metric in found.get("metrics", ("exact_match",)):
                if isinstance(scores.get(metric), int | float):
                    ends = scores.get(f"{metric}_interval")
                    interval = f"{ends[0]:.3f} to {ends[1]:.3f}" if ends else "–"
                    yield plain(name), model, plain(metric), f"{scores[metric]:.3f}", interval, f"{scores['n']:,}"


def _differences(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, found in report["sets"].items():
        for metric, seen in found["difference"].items():
            ends = f"{seen['low']:+.3f} to {seen['high']:+.3f}"
            yield plain(name), plain(metric), f"{seen['difference']:+.3f}", ends


def _promoted(facts: Facts) -> str:
    if not facts.promotions:
        return "Not promoted."
    lines = []
    for move in facts.promotions:
        how = "moved back to this run" if move.rolled_back else f"promoted ({plain(move.verdict or 'not measured')})"
        forced = f", against its gate, because: {plain(move.because)}" if move.forced else ""
        lines.append(f"- as {plain(move.alias)}: {how} by {plain(move.actor)} at {move.at[:19]} UTC{forced}")
    return "\n".join(lines)


def _training(facts: Facts) -> str:
    config = facts.run.config
    rows = [(name, plain(config[name])) for name in _SETTINGS if name in config]
    own = [(f"option {plain(name)}", plain(value)) for name, value in (config.get("options") or {}).items()]
    return table(("option", "value"), [*rows, *own, ("verilode", plain(code_version()))])


def _identity(facts: Facts) -> str:
    rows = [
        ("model", facts.merged["model_hash"] if facts.merged else facts.note["model_hash"]),
        ("base", facts.note["base_hash"]),
        ("run", facts.run.id),
        ("snapshot", facts.note.get("snapshot", "unknown")),
    ]
    if facts.merged:
        origin, parity = facts.merged["merged_from"], facts.merged["parity"]
        rows[1:1] = [("adapter", origin["adapter_hash"]), ("merged into", origin["merged_into"])]
        rows += [("parity", parity["sentence"]), *((("gguf", facts.merged["gguf"]),) if "gguf" in facts.merged else ())]
    return table(("what", "hash or id"), [(name, plain(value)) for name, value in rows])


def _terms(facts: Facts) -> str:
    if facts.terms.told == "unknown":
        return "The base's card states no licence: find out its terms before you pass this model on."
    chain = (
        f" It was itself made from {plain(facts.terms.base_model)}, whose terms hold too."
        if facts.terms.base_model
        else ""
    )
    return f"The base's card states: {plain(facts.terms.told)}.{chain} Read the text before you pass this model on."


def _way_back(facts: Facts) -> str:
    return (
        f"Every number rests on the answers in `runs/{plain(facts.run.id)}/evaluation/outputs.parquet`, a row per test "
        "record and model. `verilode lineage RECORD` leads from such a record to its label, to who gave it and when, "
        "and to the file and line it came from."
    )
