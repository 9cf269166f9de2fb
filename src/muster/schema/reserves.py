"""What a party keeps for itself."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

RESERVES = table(
    "reserves",
    THERE,
    mark("What a party keeps for itself: a hard floor and a soft target, each a step function of `from`."),
    Column("location", "id", mark("The location that keeps it; or give a party."), references=("locations",)),
    Column(
        "party",
        "id",
        mark("The party that keeps it, over all its locations; or give a location."),
        references=("parties",),
    ),
    Column("item", "id", mark("What is kept."), required=True, references=("items",)),
    Column("from", "date", mark("The day from which the row holds."), default_from="start"),
    Column(
        "floor",
        "number",
        mark("What must lie there at the end of every bucket; 0 ends it."),
        unit=mark("units"),
        minimum=0,
    ),
    Column(
        "target", "number", mark("What should lie there, after all requests; 0 ends it."), unit=mark("units"), minimum=0
    ),
    key=("location", "party", "item", "from"),
)
