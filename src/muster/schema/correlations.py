"""Which figures that are not sure turn out alike, or opposite."""

from muster.schema.table import ASKED, Column, table
from muster.text import mark

CORRELATIONS = table(
    "correlations",
    ASKED,
    mark("How far groups of uncertain figures turn out alike."),
    Column(
        "group", "id", mark("A group of `uncertainties`; a single figure may be a group of its own."), required=True
    ),
    Column("with", "id", mark("Another group of `uncertainties`."), required=True),
    Column(
        "coefficient",
        "number",
        mark("With 1 both are high together, with -1 one is high if the other is low; 0: neither tells of the other."),
        unit=mark("1"),
        required=True,
        minimum=-1.0,
        maximum=1.0,
    ),
    key=("group", "with"),
)
