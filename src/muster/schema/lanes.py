"""Transport from a location to a location."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

LANES = table(
    "lanes",
    MADE,
    mark("Transport from a location to a location, for one item or for every item."),
    Column("lane", "id", mark("The lane's id."), required=True),
    Column("item", "id", mark("The item that the row is for; blank: every item."), references=("items",)),
    Column("origin", "id", mark("Where it begins."), required=True, references=("locations",)),
    Column("destination", "id", mark("Where it ends."), required=True, references=("locations",)),
    Column("lead_time", "lead_time", mark("How long it takes."), unit=mark("base buckets, or a duration"), default="0"),
    Column("capacity", "number", mark("How much the lane can carry."), unit=mark("load per base bucket"), minimum=0),
    Column(
        "load",
        "number",
        mark("What one unit of the item takes of the lane's capacity and resources."),
        unit=mark("load per unit"),
        default=1.0,
        minimum=0,
    ),
    Column("unit_cost", "number", mark("What it costs to move one unit."), unit=mark("money per unit"), default=0.0),
    Column(
        "transfers",
        "boolean",
        mark("Whether what arrives bears the mark of the destination's party, as after a sale."),
        default=False,
    ),
    Column("available_from", "date", mark("The day from which it can be used.")),
    Column("available_until", "date", mark("The last day on which it can be used.")),
    key=("lane", "item"),
)
