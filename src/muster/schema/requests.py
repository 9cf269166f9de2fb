"""What is asked for."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

REQUESTS = table(
    "requests",
    ASKED,
    mark("What is asked for, by whom, where, when and how urgently."),
    Column("request", "id", mark("The request's id."), required=True),
    Column("party", "id", mark("The recipient."), required=True, references=("parties",)),
    Column("location", "id", mark("Where it is handed over."), required=True, references=("locations",)),
    Column("wants", "id", mark("The item or family."), required=True, references=("items", "families")),
    Column(
        "quantity",
        "number",
        mark("How much; required, with `due`, unless the request has lines."),
        unit=mark("units of `wants`"),
        minimum=0,
    ),
    Column("due", "date", mark("When; required, with `quantity`, unless the request has lines.")),
    Column("until", "date", mark("If given, `quantity` is due in every base bucket from `due` to this day's.")),
    Column("priority", "whole", mark("The class it is in; 1 comes first."), default=1.0, minimum=1),
    Column(
        "weight", "number", mark("What its lateness weighs within its class."), unit=mark("1"), default=1.0, above=0
    ),
    Column("earliest", "date", mark("The earliest day of handing over.")),
    Column("latest", "date", mark("The last day of handing over; what is missing then stays late to the end.")),
    Column(
        "handed_over_before",
        "number",
        mark("What was handed over before the start; it is taken off the oldest due first."),
        unit=mark("units of `wants`"),
        default=0.0,
        minimum=0,
    ),
    Column(
        "value",
        "number",
        mark("What one unit handed over is worth, in the objective `value`."),
        unit=mark("money per unit"),
    ),
    Column(
        "late_cost",
        "number",
        mark("What one unit late costs, in the objective `value`."),
        unit=mark("money per unit and base bucket"),
        minimum=0,
    ),
    key=("request",),
)
