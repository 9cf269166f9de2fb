"""What lanes load."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

LANE_RESOURCES = table(
    "lane_resources",
    MADE,
    mark("The resources that a lane loads, such as a hub's throughput."),
    Column("lane", "id", mark("The lane."), required=True, references=("lanes",)),
    Column("resource", "id", mark("The resource that it loads."), required=True, references=("resources",)),
    Column(
        "quantity",
        "number",
        mark("The load of the resource for one unit of load moved."),
        unit=mark("load per unit of load"),
        default=1.0,
        minimum=0,
    ),
    key=("lane", "resource"),
)
