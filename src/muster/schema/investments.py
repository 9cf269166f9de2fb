"""Money and goods that buy capacity."""

from muster.schema.table import MADE, Column, table

INVESTMENTS = table(
    "investments",
    MADE,
    "What can be spent to have more of a resource.",
    Column("investment", "id", "The investment's id.", required=True),
    Column("resource", "id", "The resource that it adds to.", required=True, references=("resources",)),
    Column(
        "adds",
        "number",
        "The capacity that one of it adds, from the first base bucket wholly after its lead time on.",
        unit="load per base bucket",
        required=True,
        minimum=0,
    ),
    Column("cost", "number", "What one of it costs, in the bucket of its start.", unit="money", default=0.0),
    Column(
        "lead_time",
        "lead_time",
        "How long it is from its start until it adds.",
        unit="base buckets, or a duration",
        default="0",
    ),
    Column("earliest", "date", "The earliest day on which it can be started."),
    Column("maximum", "number", "How many of it can be made over the horizon.", unit="1", default=1.0, minimum=0),
    Column("integer", "boolean", "Whether only whole ones can be made.", default=False),
    Column("party", "id", "The party that decides.", references=("parties",)),
    key=("investment",),
)
