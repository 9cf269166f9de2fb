"""Steps that take items and give items."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

OPERATIONS = table(
    "operations",
    MADE,
    mark("Steps that take items and give items; what they take and give is in operation_items."),
    Column("operation", "id", mark("The operation's id."), required=True),
    Column("location", "id", mark("Where it is done."), required=True, references=("locations",)),
    Column(
        "lead_time",
        "lead_time",
        mark("How long it is from start to arrival."),
        unit=mark("base buckets, or a duration"),
        default="0",
    ),
    Column(
        "unit_cost", "number", mark("What one unit of level costs."), unit=mark("money per unit of level"), default=0.0
    ),
    Column("maximum", "number", mark("The highest level."), unit=mark("level per base bucket"), minimum=0),
    Column("available_from", "date", mark("The day from which it can be started.")),
    Column("available_until", "date", mark("The last day on which it can be started.")),
    Column(
        "minimum_run",
        "number",
        mark("The level is 0 or at least this; makes the program integer."),
        unit=mark("level per base bucket"),
        minimum=0,
    ),
    Column(
        "run_cost",
        "number",
        mark("What it costs to run at all; makes the program integer."),
        unit=mark("money per base bucket in which it runs"),
    ),
    key=("operation",),
)
