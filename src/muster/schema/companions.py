"""What goes along with an item."""

from muster.schema.table import ASKED, Column, table

COMPANIONS = table(
    "companions",
    ASKED,
    "What goes along when an item is handed over, from the same location in the same bucket.",
    Column("item", "id", "The item that is handed over.", required=True, references=("items",)),
    Column("needs", "id", "The item or family that goes along.", required=True, references=("items", "families")),
    Column(
        "quantity",
        "number",
        "How much goes along with one unit.",
        unit="units of `needs` per unit",
        required=True,
        minimum=0,
    ),
    key=("item", "needs"),
)
