"""Steps that take items and give items."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

OPERATIONS = define_table(
    "operations",
    NETWORK_GROUP,
    mark("Steps that take items and give items; what they take and give is in operation_items."),
    InputColumn("operation", "id", mark("The operation's id."), required=True),
    InputColumn("location", "id", mark("Where it is done."), required=True, references=("locations",)),
    InputColumn(
        "lead_time",
        "lead_time",
        mark("Time from start to arrival."),
        unit=mark("base buckets, or a duration"),
        default="0",
    ),
    InputColumn(
        "unit_cost", "number", mark("What one unit of level costs."), unit=mark("money per unit of level"), default=0.0
    ),
    InputColumn("maximum", "number", mark("The highest level."), unit=mark("level per base bucket"), minimum=0),
    InputColumn("available_from", "date", mark("The day from which it can be started.")),
    InputColumn("available_until", "date", mark("The last day on which it can be started.")),
    InputColumn(
        "minimum_run",
        "number",
        mark("The level is 0 or at least this; makes the program integer."),
        unit=mark("level per base bucket"),
        minimum=0,
    ),
    InputColumn(
        "run_cost",
        "number",
        mark("The fixed cost of running; makes the program integer."),
        unit=mark("money per base bucket in which it runs"),
    ),
    key=("operation",),
)
