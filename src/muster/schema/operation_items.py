"""What operations take and give."""

from muster.schema.table import MADE, Column, table

OPERATION_ITEMS = table(
    "operation_items",
    MADE,
    "What one unit of an operation's level takes and gives; an item may be both taken and given.",
    Column("operation", "id", "The operation.", required=True, references=("operations",)),
    Column(
        "item",
        "id",
        "The item, or a family to be taken from.",
        required=True,
        references=("items", "families"),
    ),
    Column(
        "quantity",
        "number",
        "Negative is taken at the start, positive is given a lead time later.",
        unit="units per unit of level",
        required=True,
        nonzero=True,
    ),
    key=("operation", "item"),
    signed="quantity",
)
