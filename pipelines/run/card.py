"""The dataset card of a snapshot: what is in it, who checked it, and how to load it."""

from collections.abc import Mapping
from typing import Any

import yaml


def card(manifest: Mapping[str, Any]) -> str:
    """README.md with the front matter `datasets.load_dataset` reads."""
    identity, counts = manifest["identity"], manifest["counts"]
    recipe = identity["recipe"]
    files = [{"split": split, "path": f"data/{split}.parquet"} for split, n in counts.items() if n]
    configs = [{"config_name": "default", "data_files": files}]
    heading = {"pretty_name": recipe["title"] or recipe["name"], "configs": configs}
    front = yaml.safe_dump(heading, sort_keys=False, allow_unicode=True)
    return f"---\n{front}---\n{_body(manifest['id'], recipe, identity, counts)}"


def _body(name: str, recipe: Mapping[str, Any], identity: Mapping[str, Any], counts: Mapping[str, int]) -> str:
    states = "\n".join(f"| {state} | {n} |" for state, n in sorted(identity["states"].items()))
    left_out = "\n".join(f"| {why} | {n} |" for why, n in sorted(identity["left_out"].items())) or "| nothing | 0 |"
    return f"""# {recipe["title"] or recipe["name"]}

Snapshot `{name}` of the recipe `{recipe["name"]}`, made by verilode {identity["code"]}.

| split | records |
|---|---|
| train | {counts["train"]} |
| validation | {counts["validation"]} |
| test | {counts["test"]} |

## Labels
{_certificate(identity["certificate"])}

| label state | records |
|---|---|
{states}

Left out of this snapshot:

| why | records |
|---|---|
{left_out}

## Leaks
Split by {identity["split"]["method"]}: {identity["leaks"]["clusters"]} shared near-duplicate clusters,
{identity["leaks"]["groups"]} shared groups, {identity["leaks"]["texts"]} shared texts.
{identity["split"]["purged"]} twins of held-out records were purged.

## Load
```python
from datasets import load_dataset
load_dataset("PATH/TO/THIS/FOLDER")
```
Check that nothing was changed: `verilode snapshot verify {name}`.
"""


def _certificate(certificate: Mapping[str, Any] | None) -> str:
    if certificate is None:
        return "No certificate: every label here was given by a person."
    if not certificate["certified"]:
        return f"No certificate: {certificate['reason']}"
    sure, share = f"{1 - certificate['delta']:.0%}", f"{certificate['max_wrong_share']:.2%}"
    return (
        f"With {sure} confidence at most {certificate['max_wrong']} of these {certificate['records_in_snapshot']} "
        f"records ({share}) carry a wrong label that a labeler caused. {certificate['audited']} records were "
        "audited blind. Errors of the people themselves come on top."
    )
