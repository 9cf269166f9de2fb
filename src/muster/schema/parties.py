"""Nations, organisations, companies and funds."""

from muster.schema.table import STATE_GROUP, InputColumn, define_table
from muster.text import mark

PARTIES = define_table(
    "parties",
    STATE_GROUP,
    mark("The nations, organisations, companies and funds that take part."),
    InputColumn("party", "id", mark("The party's id."), required=True),
    InputColumn("name", "text", mark("Its name in English.")),
    InputColumn("name_ar", "text", mark("Its name in Arabic.")),
    InputColumn(
        "kind",
        "text",
        mark("What kind of party it is."),
        default="nation",
        choices=("nation", "organisation", "company", "fund"),
    ),
    InputColumn(
        "country", "text", mark("ISO 3166 alpha-3 code, or a user-assigned one such as XKX."), pattern="country"
    ),
    InputColumn("joined", "date", mark("The day it joined the group; information only.")),
    InputColumn("left", "date", mark("The day it left the group; information only.")),
    key=("party",),
)
