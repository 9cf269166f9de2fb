"""How much there is of a resource, from when, on which basis, at which cost."""

from muster.schema.table import MADE, Column, table

BASES = ("announced", "contracted", "nameplate", "demonstrated", "assumed")

CAPACITIES = table(
    "capacities",
    MADE,
    "How much there is of a resource, from when, on which basis and at which cost.",
    Column("resource", "id", "The resource.", required=True, references=("resources",)),
    Column("from", "date", "The day from which the row holds.", default_from="start"),
    Column("basis", "text", "What the figure rests on.", default="assumed", choices=BASES),
    Column(
        "cost",
        "number",
        "What each unit used costs; rows of rising cost are tiers.",
        unit="money per unit of load",
        default=0.0,
    ),
    Column("quantity", "number", "The capacity.", unit="load per base bucket", required=True, minimum=0),
    Column(
        "to_next",
        "text",
        "How it goes on to the next row: in a step, or straight towards the next row's quantity.",
        default="step",
        choices=("step", "line"),
    ),
    key=("resource", "from", "basis", "cost"),
)
