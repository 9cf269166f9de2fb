"""What is limited."""

from muster.schema.table import MADE, Column, table

RESOURCES = table(
    "resources",
    MADE,
    "What is limited: lines, plants, throughput; how much there is of it is in capacities.",
    Column("resource", "id", "The resource's id.", required=True),
    Column("location", "id", "Where it is; or give a party.", references=("locations",)),
    Column("party", "id", "Whose it is; or give a location.", references=("parties",)),
    Column("name", "text", "Its name in English."),
    Column("name_ar", "text", "Its name in Arabic."),
    Column(
        "ramp_up",
        "number",
        "The largest rise of its load from one bucket to the next.",
        unit="load per base bucket",
        minimum=0,
    ),
    Column(
        "ramp_down",
        "number",
        "The largest fall of its load from one bucket to the next.",
        unit="load per base bucket",
        minimum=0,
    ),
    Column(
        "initial_load",
        "number",
        "Its load before the start; without it the first bucket is free.",
        unit="load per base bucket",
        minimum=0,
    ),
    key=("resource",),
)
