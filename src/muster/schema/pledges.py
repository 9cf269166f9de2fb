"""What was promised in public."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

PLEDGES = table(
    "pledges",
    ASKED,
    mark("What was promised; compared with the plan, never added to it."),
    Column("pledge", "id", mark("The pledge's id."), required=True),
    Column("party", "id", mark("The giver."), required=True, references=("parties",)),
    Column("recipient", "id", mark("The party that it is for."), required=True, references=("parties",)),
    Column("wants", "id", mark("The item or family."), required=True, references=("items", "families")),
    Column("quantity", "number", mark("How much."), unit=mark("units of `wants`"), required=True, minimum=0),
    Column("by", "date", mark("The day by which it was promised."), required=True),
    Column("status", "text", mark("How firm it is."), default="announced", choices=("announced", "committed")),
    key=("pledge",),
)
