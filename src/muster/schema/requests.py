"""Requests: independent demand."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

REQUESTS = define_table(
    "requests",
    DEMAND_GROUP,
    mark("What is asked for, by whom, where, when and how urgently."),
    InputColumn("request", "id", mark("The request's id."), required=True),
    InputColumn("party", "id", mark("The recipient."), required=True, references=("parties",)),
    InputColumn("location", "id", mark("Where it is handed over."), required=True, references=("locations",)),
    InputColumn("wants", "id", mark("The item or family."), required=True, references=("items", "families")),
    InputColumn(
        "quantity",
        "number",
        mark("How much; required, with `due`, unless the request has lines."),
        unit=mark("units of `wants`"),
        minimum=0,
    ),
    InputColumn("due", "date", mark("When; required, with `quantity`, unless the request has lines.")),
    InputColumn("until", "date", mark("If given, `quantity` is due in every base bucket from `due` to this day's.")),
    InputColumn("priority", "whole", mark("The class it is in; 1 comes first."), default=1.0, minimum=1),
    InputColumn(
        "weight",
        "number",
        mark("The weight of its lateness within its class."),
        unit=mark("1"),
        default=1.0,
        exclusive_minimum=0,
    ),
    InputColumn("earliest", "date", mark("The earliest day of handing over.")),
    InputColumn("latest", "date", mark("The last day of handing over; what is missing then stays late to the end.")),
    InputColumn(
        "handed_over_before",
        "number",
        mark("What was handed over before the start; it is taken off the oldest due first."),
        unit=mark("units of `wants`"),
        default=0.0,
        minimum=0,
    ),
    InputColumn(
        "value",
        "number",
        mark("What one unit handed over is worth, in the objective `value`."),
        unit=mark("money per unit"),
    ),
    InputColumn(
        "late_cost",
        "number",
        mark("What one unit late costs, in the objective `value`."),
        unit=mark("money per unit and base bucket"),
        minimum=0,
    ),
    key=("request",),
)
