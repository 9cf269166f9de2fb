"""A request's dated profile."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

REQUEST_LINES = table(
    "request_lines",
    ASKED,
    mark("A dated profile of a request, instead of its quantity, due and until."),
    Column("request", "id", mark("The request."), required=True, references=("requests",)),
    Column("due", "date", mark("When the line is due."), required=True),
    Column(
        "quantity", "number", mark("How much is due then."), unit=mark("units of `wants`"), required=True, minimum=0
    ),
    key=("request", "due"),
)
