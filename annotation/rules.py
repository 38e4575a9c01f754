"""How good the recipe's labelling rules are, on the records that stand and on what people verified."""

from annotation.labelers import RuleReport
from annotation.suggest import asked_of
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


def rules_of(project: Project) -> tuple[RuleReport, ...]:
    """One report per rule, in their order.

    Raises:
        VerilodeError: when the recipe's labeler has no rules.
    """
    asking = asked_of(project, project.recipe.suggest.get("labeler", "local"))
    tell = getattr(asking.labeler, "report", None)
    if tell is None:
        raise VerilodeError(f"the recipe's labeler is {asking.name!r}, which has no rules")
    return tuple(tell(asking.questions, asking.examples, asking.task))
