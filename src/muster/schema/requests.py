"""What is asked for."""

from muster.schema.table import ASKED, Column, table

REQUESTS = table(
    "requests",
    ASKED,
    "What is asked for, by whom, where, when and how urgently.",
    Column("request", "id", "The request's id.", required=True),
    Column("party", "id", "The recipient.", required=True, references=("parties",)),
    Column("location", "id", "Where it is handed over.", required=True, references=("locations",)),
    Column("wants", "id", "The item or family.", required=True, references=("items", "families")),
    Column(
        "quantity",
        "number",
        "How much; required, with `due`, unless the request has lines.",
        unit="units of `wants`",
        minimum=0,
    ),
    Column("due", "date", "When; required, with `quantity`, unless the request has lines."),
    Column("until", "date", "If given, `quantity` is due in every base bucket from `due` to this day's."),
    Column("priority", "whole", "The class it is in; 1 comes first.", default=1.0, minimum=1),
    Column("weight", "number", "What its lateness weighs within its class.", unit="1", default=1.0, above=0),
    Column("earliest", "date", "The earliest day of handing over."),
    Column("latest", "date", "The last day of handing over; what is missing then stays late to the end."),
    Column(
        "handed_over_before",
        "number",
        "What was handed over before the start; it is taken off the oldest due first.",
        unit="units of `wants`",
        default=0.0,
        minimum=0,
    ),
    Column(
        "value",
        "number",
        "What one unit handed over is worth, in the objective `value`.",
        unit="money per unit",
    ),
    Column(
        "late_cost",
        "number",
        "What one unit late costs, in the objective `value`.",
        unit="money per unit and base bucket",
        minimum=0,
    ),
    key=("request",),
)
