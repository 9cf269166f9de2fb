"""Transport from a location to a location."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

LANES = define_table(
    "lanes",
    NETWORK_GROUP,
    mark("Transport from a location to a location, for one item or for every item."),
    InputColumn("lane", "id", mark("The lane's id."), required=True),
    InputColumn("item", "id", mark("The item that the row is for; blank: every item."), references=("items",)),
    InputColumn("origin", "id", mark("Where it begins."), required=True, references=("locations",)),
    InputColumn("destination", "id", mark("Where it ends."), required=True, references=("locations",)),
    InputColumn(
        "lead_time", "lead_time", mark("How long it takes."), unit=mark("base buckets, or a duration"), default="0"
    ),
    InputColumn(
        "capacity", "number", mark("How much the lane can carry."), unit=mark("load per base bucket"), minimum=0
    ),
    InputColumn(
        "load",
        "number",
        mark("The load of one unit of the item on the lane's capacity and resources."),
        unit=mark("load per unit"),
        default=1.0,
        minimum=0,
    ),
    InputColumn(
        "unit_cost", "number", mark("What it costs to move one unit."), unit=mark("money per unit"), default=0.0
    ),
    InputColumn(
        "transfers",
        "boolean",
        mark("Whether what arrives bears the mark of the destination's party, as after a sale."),
        default=False,
    ),
    InputColumn("available_from", "date", mark("The day from which it can be used.")),
    InputColumn("available_until", "date", mark("The last day on which it can be used.")),
    key=("lane", "item"),
)
