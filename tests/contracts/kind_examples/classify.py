"""Which desk a message goes to."""

from pipelines.core.records import Record
from pipelines.kinds import Task
from tests.contracts.kind_examples import KindExample, Pair

EXAMPLE = KindExample(
    record=Record("r1", text="Where is my parcel?", label="shipping"),
    task=Task(("billing", "shipping", "Été 🌞"), kind="classify"),
    given="shipping",
    good=(Pair("billing", "billing"), Pair("Été 🌞", "Été 🌞")),
    bad=(
        Pair("", "no label"),
        Pair("Billing", "'Billing' is not one of the 3 labels"),
        Pair(" billing", "is not one of"),
    ),
    told=(Pair({"label": "billing"}, "billing"),),
    untold=(Pair({"label": ["billing"]}, "label must be text"), Pair({"label": "root"}, "'root' is not one of")),
    frozen=("billing", {"response": "billing", "label": "billing"}),
    classes=("billing",),
    shown="billing",
    differ=(("billing", "shipping"),),
)
