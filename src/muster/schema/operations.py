"""Steps that take items and give items."""

from muster.schema.table import MADE, Column, table

OPERATIONS = table(
    "operations",
    MADE,
    "Steps that take items and give items; what they take and give is in operation_items.",
    Column("operation", "id", "The operation's id.", required=True),
    Column("location", "id", "Where it is done.", required=True, references=("locations",)),
    Column(
        "lead_time",
        "lead_time",
        "How long it is from start to arrival.",
        unit="base buckets, or a duration",
        default="0",
    ),
    Column("unit_cost", "number", "What one unit of level costs.", unit="money per unit of level", default=0.0),
    Column("maximum", "number", "The highest level.", unit="level per base bucket", minimum=0),
    Column("available_from", "date", "The day from which it can be started."),
    Column("available_until", "date", "The last day on which it can be started."),
    Column(
        "minimum_run",
        "number",
        "The level is 0 or at least this; makes the program integer.",
        unit="level per base bucket",
        minimum=0,
    ),
    Column(
        "run_cost",
        "number",
        "What it costs to run at all; makes the program integer.",
        unit="money per base bucket in which it runs",
    ),
    key=("operation",),
)
