"""The columns of the tracker's main table, under the names that they have had in its releases.

Two shapes are known. In the earlier one (seen up to release 13) a row has a commitment in one column and what of it is
allocated in another. In the later one (seen from release 21 on) a row says by `measure` which of the two it is, and the
commitment of an activity stands once, with its first row. Names are compared without regard to capitals, spaces and
signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

NAMES: dict[str, tuple[str, ...]] = {
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
"""What a column says, and its names, the ones to be preferred first."""

EARLIER = ("activity", "giver", "date", "aid", "committed")
LATER = ("activity", "giver", "date", "aid", "measure", "allocated", "committed")
"""The columns without which a table is not of the shape."""


def plain(title: str) -> str:
    """A column's name in small letters and figures, with `_` for everything else."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def found(header: Sequence[str]) -> dict[str, int]:
    """Where in a header each column stands, of those that are there."""
    places = {plain(title): place for place, title in reversed(list(enumerate(header)))}
    wanted = {name: next((own for own in names if own in places), None) for name, names in NAMES.items()}
    return {name: places[own] for name, own in wanted.items() if own is not None}


def missing(columns: Mapping[str, int]) -> list[str]:
    """The first names of the columns that the table lacks, of the shape that it comes nearest to."""
    shape = LATER if "measure" in columns else EARLIER
    return [NAMES[name][0] for name in shape if name not in columns]
