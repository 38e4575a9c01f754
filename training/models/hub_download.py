"""The one process that may ask the hub: `python -m training.models.hub_download NAME` prints a folder or a reason."""

import json
import sys

from training.models.hub import FILES


def download(name: str) -> dict[str, str]:
    """The folder a repository was put into, or why it was not."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository, _, revision = name.partition("@")
    try:
        return {"folder": snapshot_download(repository, revision=revision or None, allow_patterns=list(FILES))}
    except (HfHubHTTPError, LocalEntryNotFoundError, HFValidationError, OSError) as refused:
        return {"failed": " ".join(str(refused).split())[:300]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(download(sys.argv[1])) + "\n")
