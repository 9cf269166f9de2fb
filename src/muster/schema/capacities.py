"""Capacity of resources, by date, basis and cost."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

BASES = ("announced", "contracted", "nameplate", "demonstrated", "assumed")

CAPACITIES = define_table(
    "capacities",
    NETWORK_GROUP,
    mark("How much there is of a resource, from when, on which basis and at which cost."),
    InputColumn("resource", "id", mark("The resource."), required=True, references=("resources",)),
    InputColumn("from", "date", mark("The day from which the row holds."), default_from="start"),
    InputColumn("basis", "text", mark("What the figure rests on."), default="assumed", choices=BASES),
    InputColumn(
        "cost",
        "number",
        mark("What each unit used costs; rows of rising cost are tiers."),
        unit=mark("money per unit of load"),
        default=0.0,
    ),
    InputColumn(
        "quantity", "number", mark("The capacity."), unit=mark("load per base bucket"), required=True, minimum=0
    ),
    InputColumn(
        "to_next",
        "text",
        mark("Course until the next row: a step, or a straight line to the next row's quantity."),
        default="step",
        choices=("step", "line"),
    ),
    key=("resource", "from", "basis", "cost"),
)
