"""Permissions to pass items on."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

CONSENTS = define_table(
    "consents",
    DEMAND_GROUP,
    mark("A party's permission to pass an item on, a step function of `from`."),
    InputColumn("party", "id", mark("The party that decides."), required=True, references=("parties",)),
    InputColumn("wants", "id", mark("The item or family."), required=True, references=("items", "families")),
    InputColumn("recipient", "id", mark("The recipient; blank: anyone."), references=("parties",)),
    InputColumn(
        "holder",
        "id",
        mark("The party whose mark the goods bear; blank: whoever holds it."),
        references=("parties",),
    ),
    InputColumn("from", "date", mark("The day from which the decision holds."), default_from="start"),
    InputColumn(
        "decision",
        "text",
        mark("What was decided; withheld and undecided both block."),
        required=True,
        choices=("granted", "withheld", "undecided"),
    ),
    InputColumn(
        "limit",
        "number",
        mark("How much may be handed over from this row's date until the next row's."),
        unit=mark("units of `wants`"),
        minimum=0,
    ),
    key=("party", "wants", "recipient", "holder", "from"),
)
