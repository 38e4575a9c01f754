"""Base models by name: a folder, or a repository of the Hugging Face hub that was fetched to this computer before."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from pipelines.core.errors import VerilodeError
from training.models.identity import check_model, model_hash

FILES = ("*.safetensors", "*.json", "*.jinja", "*.model", "*.txt", "README.md", "LICENSE*")
"""What is fetched of a repository: weights, words and terms; nothing that is code, no pickles."""
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


def base_folder(name: str) -> Path:
    """The folder of a base model, absolute; a hub name is looked up on this computer alone.

    Args:
        name: A folder, or `organisation/name` of the hub, with `@revision` where not the main one is meant.

    Raises:
        VerilodeError: where there is no such folder, or the repository was not fetched yet.
    """
    here = Path(name).exists() or not _is_repository(name)
    folder = Path(name).resolve() if here else _fetched(name)
    check_model(folder)
    return folder


def fetch(name: str) -> tuple[Path, str]:
    """Download a repository's safetensors and words; its folder and content hash.

    It runs in a process of its own: whether the hub may be asked is decided once per process, and only this one may.

    Raises:
        VerilodeError: for a name that is no repository's, or with the hub's reason.
    """
    if not _is_repository(name):
        raise VerilodeError(f"{name!r} is not the name of a hub repository; it looks like organisation/name")
    words = [sys.executable, "-P", "-m", "training.models.hub_download", name]
    environment = {**os.environ, "HF_HUB_OFFLINE": "0"}
    ran = subprocess.run(words, stdout=subprocess.PIPE, text=True, env=environment, check=False)
    lines = ran.stdout.splitlines()
    told = json.loads(lines[-1]) if lines else {"failed": f"it ended with {ran.returncode}"}
    if "failed" in told:
        raise VerilodeError(f"cannot fetch {name}: {told['failed']}")
    folder = Path(told["folder"])
    return folder, model_hash(folder)


def fetched_bases() -> list[tuple[str, Path]]:
    """Every repository on this computer that holds safetensors and a model's configuration: name and folder."""
    from huggingface_hub import constants

    found = []
    for main in sorted(Path(constants.HF_HUB_CACHE).glob("models--*/refs/main")):
        folder = main.parents[1] / "snapshots" / main.read_text(encoding="utf-8").strip()
        if (folder / "config.json").exists() and list(folder.glob("*.safetensors")):
            found.append((main.parents[1].name.removeprefix("models--").replace("--", "/"), folder))
    return found


def _is_repository(name: str) -> bool:
    return bool(_REPOSITORY.fullmatch(name.partition("@")[0])) and not name.startswith(".")


def _fetched(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository, _, revision = name.partition("@")
    try:
        return Path(snapshot_download(repository, revision=revision or None, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError):
        reason = f"base model {name!r} is neither a folder nor on this computer; fetch it: verilode models fetch {name}"
        raise VerilodeError(reason) from None
