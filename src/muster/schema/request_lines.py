"""A request's dated profile."""

from muster.schema.table import ASKED, Column, table

REQUEST_LINES = table(
    "request_lines",
    ASKED,
    "A dated profile of a request, instead of its quantity, due and until.",
    Column("request", "id", "The request.", required=True, references=("requests",)),
    Column("due", "date", "When the line is due.", required=True),
    Column("quantity", "number", "How much is due then.", unit="units of `wants`", required=True, minimum=0),
    key=("request", "due"),
)
