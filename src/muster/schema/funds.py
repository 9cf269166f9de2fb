"""Money for named uses."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

FUNDS = table(
    "funds",
    MADE,
    mark("Money for named uses, in tranches that add up and carry over."),
    Column("fund", "id", mark("The fund's id."), required=True),
    Column("date", "date", mark("The day on which the tranche is there."), required=True),
    Column(
        "amount",
        "number",
        mark("The tranche; blank: without limit, such as a party's own money."),
        unit=mark("money"),
        minimum=0,
    ),
    Column("party", "id", mark("The party whose money it is."), references=("parties",)),
    key=("fund", "date"),
)
