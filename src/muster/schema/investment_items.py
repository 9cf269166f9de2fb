"""Items that investments take besides money."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

INVESTMENT_ITEMS = define_table(
    "investment_items",
    NETWORK_GROUP,
    mark("The items that an investment takes at its start."),
    InputColumn("investment", "id", mark("The investment."), required=True, references=("investments",)),
    InputColumn("item", "id", mark("The item that it takes."), required=True, references=("items",)),
    InputColumn(
        "quantity",
        "number",
        mark("How much one unit of the investment takes."),
        unit=mark("units"),
        required=True,
        minimum=0,
    ),
    InputColumn(
        "location",
        "id",
        mark("Where it is taken."),
        default_from=mark("the resource's"),
        references=("locations",),
    ),
    key=("investment", "item"),
)
