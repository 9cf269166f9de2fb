"""What is limited."""

from muster.schema.table import MADE, Column, table
from muster.text import mark

RESOURCES = table(
    "resources",
    MADE,
    mark("What is limited: lines, plants, throughput; how much there is of it is in capacities."),
    Column("resource", "id", mark("The resource's id."), required=True),
    Column("location", "id", mark("Where it is; or give a party."), references=("locations",)),
    Column("party", "id", mark("Whose it is; or give a location."), references=("parties",)),
    Column("name", "text", mark("Its name in English.")),
    Column("name_ar", "text", mark("Its name in Arabic.")),
    Column(
        "ramp_up",
        "number",
        mark("The largest rise of its load from one bucket to the next."),
        unit=mark("load per base bucket"),
        minimum=0,
    ),
    Column(
        "ramp_down",
        "number",
        mark("The largest fall of its load from one bucket to the next."),
        unit=mark("load per base bucket"),
        minimum=0,
    ),
    Column(
        "initial_load",
        "number",
        mark("Its load before the start; without it the first bucket is free."),
        unit=mark("load per base bucket"),
        minimum=0,
    ),
    key=("resource",),
)
