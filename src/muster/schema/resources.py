"""Limited resources: lines, plants, throughput."""

from muster.schema.table import NETWORK_GROUP, InputColumn, define_table
from muster.text import mark

RESOURCES = define_table(
    "resources",
    NETWORK_GROUP,
    mark("Limited resources: lines, plants, throughput; their capacity is in capacities."),
    InputColumn("resource", "id", mark("The resource's id."), required=True),
    InputColumn("location", "id", mark("Where it is; or give a party."), references=("locations",)),
    InputColumn("party", "id", mark("Whose it is; or give a location."), references=("parties",)),
    InputColumn("name", "text", mark("Its name in English.")),
    InputColumn("name_ar", "text", mark("Its name in Arabic.")),
    InputColumn(
        "ramp_up",
        "number",
        mark("The largest rise of its load from one bucket to the next."),
        unit=mark("load per base bucket"),
        minimum=0,
    ),
    InputColumn(
        "ramp_down",
        "number",
        mark("The largest fall of its load from one bucket to the next."),
        unit=mark("load per base bucket"),
        minimum=0,
    ),
    InputColumn(
        "initial_load",
        "number",
        mark("Its load before the start; without it the first bucket is free."),
        unit=mark("load per base bucket"),
        minimum=0,
    ),
    key=("resource",),
)
