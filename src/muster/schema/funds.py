"""Money for named uses."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

FUNDS = define_table(
    "funds",
    NETWORK_GROUP,
    mark("Money for named uses, in tranches that add up and carry over."),
    InputColumn("fund", "id", mark("The fund's id."), required=True),
    InputColumn("date", "date", mark("The day from which the tranche is available."), required=True),
    InputColumn(
        "amount",
        "number",
        mark("The tranche; blank: without limit, such as a party's own money."),
        unit=mark("money"),
        minimum=0,
    ),
    InputColumn("party", "id", mark("The party whose money it is."), references=("parties",)),
    key=("fund", "date"),
)
