"""A request's dated profile."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

REQUEST_LINES = define_table(
    "request_lines",
    DEMAND_GROUP,
    mark("A dated profile of a request, instead of its quantity, due and until."),
    InputColumn("request", "id", mark("The request."), required=True, references=("requests",)),
    InputColumn("due", "date", mark("When the line is due."), required=True),
    InputColumn(
        "quantity", "number", mark("How much is due then."), unit=mark("units of `wants`"), required=True, minimum=0
    ),
    key=("request", "due"),
)
