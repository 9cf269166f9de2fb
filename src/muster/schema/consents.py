"""Permissions to pass items on."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

CONSENTS = table(
    "consents",
    ASKED,
    mark("A party's permission to pass an item on, a step function of `from`."),
    Column("party", "id", mark("The party that grants or not."), required=True, references=("parties",)),
    Column("wants", "id", mark("The item or family."), required=True, references=("items", "families")),
    Column("recipient", "id", mark("The party that it is for; blank: anyone."), references=("parties",)),
    Column(
        "holder",
        "id",
        mark("The party whose mark the goods bear; blank: whoever holds it."),
        references=("parties",),
    ),
    Column("from", "date", mark("The day from which the decision holds."), default_from="start"),
    Column(
        "decision",
        "text",
        mark("What was decided; withheld and undecided both block."),
        required=True,
        choices=("granted", "withheld", "undecided"),
    ),
    Column(
        "limit",
        "number",
        mark("How much may be handed over from this row's date until the next row's."),
        unit=mark("units of `wants`"),
        minimum=0,
    ),
    key=("party", "wants", "recipient", "holder", "from"),
)
