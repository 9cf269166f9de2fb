"""Transport from a location to a location."""

from muster.schema.table import MADE, Column, table

LANES = table(
    "lanes",
    MADE,
    "Transport from a location to a location, for one item or for every item.",
    Column("lane", "id", "The lane's id.", required=True),
    Column("item", "id", "The item that the row is for; blank: every item.", references=("items",)),
    Column("origin", "id", "Where it begins.", required=True, references=("locations",)),
    Column("destination", "id", "Where it ends.", required=True, references=("locations",)),
    Column("lead_time", "lead_time", "How long it takes.", unit="base buckets, or a duration", default="0"),
    Column("capacity", "number", "How much the lane can carry.", unit="load per base bucket", minimum=0),
    Column(
        "load",
        "number",
        "What one unit of the item takes of the lane's capacity and resources.",
        unit="load per unit",
        default=1.0,
        minimum=0,
    ),
    Column("unit_cost", "number", "What it costs to move one unit.", unit="money per unit", default=0.0),
    Column(
        "transfers",
        "boolean",
        "Whether what arrives bears the mark of the destination's party, as after a sale.",
        default=False,
    ),
    Column("available_from", "date", "The day from which it can be used."),
    Column("available_until", "date", "The last day on which it can be used."),
    key=("lane", "item"),
)
