"""How much there is of a resource, from when, on which basis, at which cost."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

BASES = ("announced", "contracted", "nameplate", "demonstrated", "assumed")

CAPACITIES = table(
    "capacities",
    MADE,
    mark("How much there is of a resource, from when, on which basis and at which cost."),
    Column("resource", "id", mark("The resource."), required=True, references=("resources",)),
    Column("from", "date", mark("The day from which the row holds."), default_from="start"),
    Column("basis", "text", mark("What the figure rests on."), default="assumed", choices=BASES),
    Column(
        "cost",
        "number",
        mark("What each unit used costs; rows of rising cost are tiers."),
        unit=mark("money per unit of load"),
        default=0.0,
    ),
    Column("quantity", "number", mark("The capacity."), unit=mark("load per base bucket"), required=True, minimum=0),
    Column(
        "to_next",
        "text",
        mark("How it goes on to the next row: in a step, or straight towards the next row's quantity."),
        default="step",
        choices=("step", "line"),
    ),
    key=("resource", "from", "basis", "cost"),
)
