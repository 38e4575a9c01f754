"""Show where a record came from, what happened to it, who decided, and where it went."""

from collections.abc import Iterator

from pipelines.run.lineage import Lineage
from pipelines.run.lineage import lineage as trace
from pipelines.store.project import Project


def lineage(project: Project, record_id: str) -> Lineage:
    """Trace one record both ways.

    Args:
        record_id: The id, or enough of its first digits to be unique.
    """
    return trace(project, record_id)


def show(result: Lineage) -> Iterator[str]:
    """One line per thing that happened."""
    yield f"record      {result.record_id}"
    yield f"from        {result.file}, line {result.line}"
    for name, value in result.content.items():
        yield f"  {name:<12}{value}"
    for edit in result.edits:
        yield f"edited      by {edit['commit']}"
    if result.cluster:
        yield f"cluster     {result.cluster['cluster']} (Jaccard {result.cluster['jaccard']:.3f})"
    if result.dropped:
        copy = f", a copy of {result.dropped['duplicate_of']}" if "duplicate_of" in result.dropped else ""
        yield f"dropped     by {result.dropped['step']}: {result.dropped['rule']}, {result.dropped['reason']}{copy}"
    if result.suggestion:
        yield f"suggested   {result.suggestion['value']} by {result.suggestion['labeler']}"
    for answer in result.annotations:
        yield f"{answer['status']:<12}{answer['value']} by {answer['actor']} at {answer['at']}"
    for place in result.snapshots:
        yield f"frozen      in {place['snapshot']} ({place['split']}) as {place['response']}, {place['label_state']}"
    for output in result.outputs:
        yield f"answered    {output['answered']!r} by {output['model']} (expected {output['expected']!r})"
