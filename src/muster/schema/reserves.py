"""Reserves that a location or a party keeps."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

RESERVES = define_table(
    "reserves",
    STATE_GROUP,
    mark("What a party keeps for itself: a hard floor and a soft target, each a step function of `from`."),
    InputColumn("location", "id", mark("The location that keeps it; or give a party."), references=("locations",)),
    InputColumn(
        "party",
        "id",
        mark("The party that keeps it, over all its locations; or give a location."),
        references=("parties",),
    ),
    InputColumn("item", "id", mark("What is kept."), required=True, references=("items",)),
    InputColumn("from", "date", mark("The day from which the row holds."), default_from="start"),
    InputColumn(
        "floor",
        "number",
        mark("The quantity that must be there at the end of every bucket; 0 ends the floor."),
        unit=mark("units"),
        minimum=0,
    ),
    InputColumn(
        "target",
        "number",
        mark("The quantity wanted there, after all requests; 0 ends the target."),
        unit=mark("units"),
        minimum=0,
    ),
    key=("location", "party", "item", "from"),
)
