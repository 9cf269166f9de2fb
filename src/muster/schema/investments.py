"""Money and goods that buy capacity."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

INVESTMENTS = table(
    "investments",
    MADE,
    mark("What can be spent to have more of a resource."),
    Column("investment", "id", mark("The investment's id."), required=True),
    Column("resource", "id", mark("The resource that it adds to."), required=True, references=("resources",)),
    Column(
        "adds",
        "number",
        mark("The capacity that one of it adds, from the first base bucket wholly after its lead time on."),
        unit=mark("load per base bucket"),
        required=True,
        minimum=0,
    ),
    Column(
        "cost", "number", mark("What one of it costs, in the bucket of its start."), unit=mark("money"), default=0.0
    ),
    Column(
        "lead_time",
        "lead_time",
        mark("How long it is from its start until it adds."),
        unit=mark("base buckets, or a duration"),
        default="0",
    ),
    Column("earliest", "date", mark("The earliest day on which it can be started.")),
    Column(
        "maximum",
        "number",
        mark("How many of it can be made over the horizon."),
        unit=mark("1"),
        default=1.0,
        minimum=0,
    ),
    Column("integer", "boolean", mark("Whether only whole ones can be made."), default=False),
    Column("party", "id", mark("The party that decides."), references=("parties",)),
    key=("investment",),
)
