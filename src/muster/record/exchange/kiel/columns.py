"""Columns of the tracker's main table, under the names they have had in its releases.

Two layouts are known. In the earlier one (seen up to release 13) a row has a commitment in one column and its allocated
part in another. In the later one (seen from release 21 on) the column `measure` says which of the two a row is, and
only the first row of an activity has its commitment. Names are compared without case, spaces and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

TITLES_OF_COLUMN: dict[str, tuple[str, ...]] = {
    "activity": ("activity_id", "id"),
    "part": ("sub_activity_id",),
    "giver": ("donor", "country", "countries"),
    "date": ("announcement_date",),
    "month": ("month",),
    "aid": ("aid_type_general", "type_of_aid_general"),
    "detail": ("aid_type_specific", "type_of_aid_specific"),
    "item": ("item", "sub_type_of_item", "item_type"),
    "units": ("item_numb", "no_of_units", "nr_of_units"),
    "measure": ("measure",),
    "reported": ("source_reported_value", "monetary_value_as_given_by_source"),
    "allocated": (
        "tot_sub_activity_value_eur_redistr",
        "tot_sub_activity_value_eur",
        "allocated_total_in_eur_redistributed",
    ),
    "plain": ("tot_sub_activity_value_eur",),
    "committed": ("tot_activity_value_eur", "converted_value_in_eur"),
    "url": ("source_of_aid_1", "source_1", "source_of_aid"),
}
"""Names of each column in the releases, in order of preference."""

EARLIER_SHAPE = ("activity", "giver", "date", "aid", "committed")
LATER_SHAPE = ("activity", "giver", "date", "aid", "measure", "allocated", "committed")
"""Columns that a table of each layout must have."""


def normalise_title(title: str) -> str:
    """Normalise a column's name to lower-case letters and digits, with `_` for everything else."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def column_positions(header: Sequence[str]) -> dict[str, int]:
    """Return the index in a header of each column that it has."""
    positions = {normalise_title(title): position for position, title in reversed(list(enumerate(header)))}
    wanted = {
        name: next((candidate for candidate in names if candidate in positions), None)
        for name, names in TITLES_OF_COLUMN.items()
    }
    return {name: positions[candidate] for name, candidate in wanted.items() if candidate is not None}


def missing_titles(columns: Mapping[str, int]) -> list[str]:
    """Return the preferred names of the columns that the table lacks for the layout nearest to it."""
    shape = LATER_SHAPE if "measure" in columns else EARLIER_SHAPE
    return [TITLES_OF_COLUMN[name][0] for name in shape if name not in columns]
