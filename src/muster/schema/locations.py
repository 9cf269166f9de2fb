"""Where stock is or work is done, known by country only."""

from muster.schema.table import THERE, Column, table
from muster.text import mark

LOCATIONS = table(
    "locations",
    THERE,
    mark("Where stock is or work is done; places are known by country only."),
    Column("location", "id", mark("The location's id."), required=True),
    Column("party", "id", mark("The party whose location it is."), required=True, references=("parties",)),
    Column("name", "text", mark("Its name in English.")),
    Column("name_ar", "text", mark("Its name in Arabic.")),
    Column(
        "kind",
        "text",
        mark("What kind of location it is."),
        default="depot",
        choices=("depot", "plant", "hub", "port", "destination"),
    ),
    Column(
        "country",
        "text",
        mark("ISO 3166 alpha-3 code of the country it lies in, or a user-assigned one."),
        default_from=mark("the party's"),
        pattern="country",
    ),
    key=("location",),
)
