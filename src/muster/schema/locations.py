"""Locations of stock and work, known by country only."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

LOCATIONS = define_table(
    "locations",
    STATE_GROUP,
    mark("Where stock is or work is done; places are known by country only."),
    InputColumn("location", "id", mark("The location's id."), required=True),
    InputColumn("party", "id", mark("The party whose location it is."), required=True, references=("parties",)),
    InputColumn("name", "text", mark("Its name in English.")),
    InputColumn("name_ar", "text", mark("Its name in Arabic.")),
    InputColumn(
        "kind",
        "text",
        mark("What kind of location it is."),
        default="depot",
        choices=("depot", "plant", "hub", "port", "destination"),
    ),
    InputColumn(
        "country",
        "text",
        mark("ISO 3166 alpha-3 code of the country it lies in, or a user-assigned one."),
        default_from=mark("the party's"),
        pattern="country",
    ),
    key=("location",),
)
