"""Uses of funds."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

FUND_USES = define_table(
    "fund_uses",
    NETWORK_GROUP,
    mark("What a fund may pay, and at most which share of the bill."),
    InputColumn("fund", "id", mark("The fund."), required=True, references=("funds",)),
    InputColumn(
        "of", "text", mark("What it may pay."), required=True, choices=("operation", "lane", "investment", "party")
    ),
    InputColumn(
        "id",
        "id",
        mark("The operation, lane or investment; or the party, for all of these at its locations."),
        required=True,
        references_by_kind={
            "operation": "operations",
            "lane": "lanes",
            "investment": "investments",
            "party": "parties",
        },
    ),
    InputColumn(
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
