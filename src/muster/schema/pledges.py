"""Public promises, by party and date."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

PLEDGES = define_table(
    "pledges",
    DEMAND_GROUP,
    mark("What was promised; compared with the plan, never added to it."),
    InputColumn("pledge", "id", mark("The pledge's id."), required=True),
    InputColumn("party", "id", mark("The giver."), required=True, references=("parties",)),
    InputColumn("recipient", "id", mark("The party that it is for."), required=True, references=("parties",)),
    InputColumn("wants", "id", mark("The item or family."), required=True, references=("items", "families")),
    InputColumn("quantity", "number", mark("How much."), unit=mark("units of `wants`"), required=True, minimum=0),
    InputColumn("by", "date", mark("The day by which it was promised."), required=True),
    InputColumn("status", "text", mark("How firm it is."), default="announced", choices=("announced", "committed")),
    key=("pledge",),
)
