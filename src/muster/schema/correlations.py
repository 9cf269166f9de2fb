"""Correlations between groups of uncertain figures."""

from muster.schema.table import DEMAND_GROUP, InputColumn, define_table
from muster.text import mark

CORRELATIONS = define_table(
    "correlations",
    DEMAND_GROUP,
    mark("How far groups of uncertain figures turn out alike."),
    InputColumn(
        "group", "id", mark("A group of `uncertainties`; a single figure may be a group of its own."), required=True
    ),
    InputColumn("with", "id", mark("Another group of `uncertainties`."), required=True),
    InputColumn(
        "coefficient",
        "number",
        mark("At 1 both are high together, at -1 one is high when the other is low, at 0 they are unrelated."),
        unit=mark("1"),
        required=True,
        minimum=-1.0,
        maximum=1.0,
    ),
    key=("group", "with"),
)
