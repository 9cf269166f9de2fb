"""What investments take besides money."""

from muster.schema.table import MADE, Column, table

INVESTMENT_ITEMS = table(
    "investment_items",
    MADE,
    "The items that an investment takes at its start.",
    Column("investment", "id", "The investment.", required=True, references=("investments",)),
    Column("item", "id", "The item that it takes.", required=True, references=("items",)),
    Column("quantity", "number", "How much one of it takes.", unit="units", required=True, minimum=0),
    Column(
        "location",
        "id",
        "Where it is taken.",
        default_from="the resource's",
        references=("locations",),
    ),
    key=("investment", "item"),
)
