"""What funds may pay."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

FUND_USES = table(
    "fund_uses",
    MADE,
    mark("What a fund may pay, and at most which share of the bill."),
    Column("fund", "id", mark("The fund."), required=True, references=("funds",)),
    Column("of", "text", mark("What it may pay."), required=True, choices=("operation", "lane", "investment", "party")),
    Column(
        "id",
        "id",
        mark("The operation, lane or investment; or the party, for all of these at its locations."),
        required=True,
        kinds={"operation": "operations", "lane": "lanes", "investment": "investments", "party": "parties"},
    ),
    Column(
        "share",
        "number",
        mark("The largest share of the bill that it pays."),
        unit=mark("1"),
        default=1.0,
        minimum=0,
        maximum=1,
    ),
    key=("fund", "of", "id"),
)
