"""What investments take besides money."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

INVESTMENT_ITEMS = table(
    "investment_items",
    MADE,
    mark("The items that an investment takes at its start."),
    Column("investment", "id", mark("The investment."), required=True, references=("investments",)),
    Column("item", "id", mark("The item that it takes."), required=True, references=("items",)),
    Column("quantity", "number", mark("How much one of it takes."), unit=mark("units"), required=True, minimum=0),
    Column(
        "location",
        "id",
        mark("Where it is taken."),
        default_from=mark("the resource's"),
        references=("locations",),
    ),
    key=("investment", "item"),
)
