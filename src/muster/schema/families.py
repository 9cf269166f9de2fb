"""Items that can stand for each other, with ratios."""

from muster.schema.table import THERE, Column, table

FAMILIES = table(
    "families",
    THERE,
    "Items that can stand for each other; no id is both a family and an item.",
    Column("family", "id", "The family's id.", required=True),
    Column("item", "id", "An item that belongs to it.", required=True, references=("items",)),
    Column(
        "ratio",
        "number",
        "How many units of the family one unit of the item counts as.",
        unit="family units per unit",
        default=1.0,
        above=0,
    ),
    key=("family", "item"),
)
