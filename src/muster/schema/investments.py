"""Money and goods that buy capacity."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

INVESTMENTS = define_table(
    "investments",
    NETWORK_GROUP,
    mark("Spending that adds capacity to a resource."),
    InputColumn("investment", "id", mark("The investment's id."), required=True),
    InputColumn("resource", "id", mark("The resource that it adds to."), required=True, references=("resources",)),
    InputColumn(
        "adds",
        "number",
        mark("The capacity that one unit adds, from the first base bucket wholly after its lead time."),
        unit=mark("load per base bucket"),
        required=True,
        minimum=0,
    ),
    InputColumn(
        "cost",
        "number",
        mark("The cost of one unit, paid in the bucket of its start."),
        unit=mark("money"),
        default=0.0,
    ),
    InputColumn(
        "lead_time",
        "lead_time",
        mark("Time from its start until its capacity is available."),
        unit=mark("base buckets, or a duration"),
        default="0",
    ),
    InputColumn("earliest", "date", mark("The earliest day on which it can be started.")),
    InputColumn(
        "maximum",
        "number",
        mark("How many units can be made over the horizon."),
        unit=mark("1"),
        default=1.0,
        minimum=0,
    ),
    InputColumn("integer", "boolean", mark("Whether only whole units can be made."), default=False),
    InputColumn("party", "id", mark("The party that decides."), references=("parties",)),
    key=("investment",),
)
