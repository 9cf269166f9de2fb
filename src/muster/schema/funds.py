"""Money for named uses."""

from muster.schema.table import MADE, Column, table

FUNDS = table(
    "funds",
    MADE,
    "Money for named uses, in tranches that add up and carry over.",
    Column("fund", "id", "The fund's id.", required=True),
    Column("date", "date", "The day on which the tranche is there.", required=True),
    Column(
        "amount",
        "number",
        "The tranche; blank: without limit, such as a party's own money.",
        unit="money",
        minimum=0,
    ),
    Column("party", "id", "The party whose money it is.", references=("parties",)),
    key=("fund", "date"),
)
