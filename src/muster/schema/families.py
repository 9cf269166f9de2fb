"""Items that can stand for each other, with ratios."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

FAMILIES = table(
    "families",
    THERE,
    mark("Items that can stand for each other; no id is both a family and an item."),
    Column("family", "id", mark("The family's id."), required=True),
    Column("item", "id", mark("An item that belongs to it."), required=True, references=("items",)),
    Column(
        "ratio",
        "number",
        mark("How many units of the family one unit of the item counts as."),
        unit=mark("family units per unit"),
        default=1.0,
        above=0,
    ),
    key=("family", "item"),
)
