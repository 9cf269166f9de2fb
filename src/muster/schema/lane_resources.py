"""Resources that lanes load."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

LANE_RESOURCES = define_table(
    "lane_resources",
    NETWORK_GROUP,
    mark("The resources that a lane loads, such as a hub's throughput."),
    InputColumn("lane", "id", mark("The lane."), required=True, references=("lanes",)),
    InputColumn("resource", "id", mark("The resource that it loads."), required=True, references=("resources",)),
    InputColumn(
        "quantity",
        "number",
        mark("The load of the resource for one unit of load moved."),
        unit=mark("load per unit of load"),
        default=1.0,
        minimum=0,
    ),
    key=("lane", "resource"),
)
