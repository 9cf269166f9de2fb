"""What lanes load."""

from muster.schema.table import MADE, Column, table

LANE_RESOURCES = table(
    "lane_resources",
    MADE,
    "The resources that a lane loads, such as a hub's throughput.",
    Column("lane", "id", "The lane.", required=True, references=("lanes",)),
    Column("resource", "id", "The resource that it loads.", required=True, references=("resources",)),
    Column(
        "quantity",
        "number",
        "The load of the resource for one unit of load moved.",
        unit="load per unit of load",
        default=1.0,
        minimum=0,
    ),
    key=("lane", "resource"),
)
