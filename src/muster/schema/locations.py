"""Where stock is or work is done, known by country only."""

from muster.schema.table import THERE, Column, table

LOCATIONS = table(
    "locations",
    THERE,
    "Where stock is or work is done; places are known by country only.",
    Column("location", "id", "The location's id.", required=True),
    Column("party", "id", "The party whose location it is.", required=True, references=("parties",)),
    Column("name", "text", "Its name in English."),
    Column("name_ar", "text", "Its name in Arabic."),
    Column(
        "kind",
        "text",
        "What kind of location it is.",
        default="depot",
        choices=("depot", "plant", "hub", "port", "destination"),
    ),
    Column(
        "country",
        "text",
        "ISO 3166 alpha-3 code of the country it lies in, or a user-assigned one.",
        default_from="the party's",
        pattern="country",
    ),
    key=("location",),
)
