"""Drop records that hold passwords, keys or tokens."""

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter


def secrets(*, max_findings: int = 0) -> Filter:
    """Keep records without passwords, keys and tokens.

    Where a record is worth keeping, the step `redact` takes them out of it instead. Needs the extra `privacy`.

    Args:
        max_findings: Secrets that are put up with.
    """
    if max_findings < 0:
        raise VerilodeError(f"secrets: {max_findings} findings cannot be put up with")
    return Rules({"secrets": {}}, [Within("secrets", "secrets.findings", "secrets", high=max_findings)])
