"""What was promised in public."""

from muster.schema.table import ASKED, Column, table

PLEDGES = table(
    "pledges",
    ASKED,
    "What was promised; compared with the plan, never added to it.",
    Column("pledge", "id", "The pledge's id.", required=True),
    Column("party", "id", "The giver.", required=True, references=("parties",)),
    Column("recipient", "id", "The party that it is for.", required=True, references=("parties",)),
    Column("wants", "id", "The item or family.", required=True, references=("items", "families")),
    Column("quantity", "number", "How much.", unit="units of `wants`", required=True, minimum=0),
    Column("by", "date", "The day by which it was promised.", required=True),
    Column("status", "text", "How firm it is.", default="announced", choices=("announced", "committed")),
    key=("pledge",),
)
