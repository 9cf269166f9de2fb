"""What goes along with an item."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

COMPANIONS = table(
    "companions",
    ASKED,
    mark("What goes along when an item is handed over, from the same location in the same bucket."),
    Column("item", "id", mark("The item that is handed over."), required=True, references=("items",)),
    Column("needs", "id", mark("The item or family that goes along."), required=True, references=("items", "families")),
    Column(
        "quantity",
        "number",
        mark("How much goes along with one unit."),
        unit=mark("units of `needs` per unit"),
        required=True,
        minimum=0,
    ),
    key=("item", "needs"),
)
