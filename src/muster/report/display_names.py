"""Ids as people read them: by the name that the scenario gives in the reader's language, else by themselves."""

from __future__ import annotations

import re
from functools import cached_property

from muster.scenario import Scenario
from muster.text import _, is_right_to_left, isolate_in_rtl, localized

_TABLE_BY_KIND = {"party": "parties", "location": "locations", "item": "items", "resource": "resources"}

_MAX_LABEL_LENGTH = 60
_CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


def name_label(text: str, max_length: int = _MAX_LABEL_LENGTH) -> str:
    """A name or id as it may stand in a drawing: short, without signs that steer the text, in its own direction."""
    line = _CONTROL_CHARACTERS.sub(" ", text)
    line = line if len(line) <= max_length else line[: max_length - 1] + "…"
    return f"\u2068{line}\u2069" if is_right_to_left() and line else line


def tier_label(name: str) -> str:
    """A tier as people say it."""
    kind, _slash, number = name.partition("/")
    labels = {
        "requests": _("requests of priority {priority}: lateness").format(priority=number),
        "share": _("requests of priority {priority}: how evenly lateness is shared").format(priority=number),
        "reserves": _("reserves: gaps to the targets"),
        "cost": _("cost"),
        "calm": _("calm: nothing is done without need"),
        "value": _("value: money gained"),
    }
    return labels.get(kind, name)


class DisplayNames:
    """The names of one scenario, in the language that is spoken when they are asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def name_of(self, kind: str, id: str | None) -> str:
        """The name of a party, location, item or resource (`kind`); anything else is called by its id."""
        if id is None:
            return ""
        plain, arabic = self._names_by_id.get((kind, id), (None, None))
        return localized(plain, arabic) or id

    def item_or_family_name(self, wants: str) -> str:
        """The name of an item, or a family's id."""
        return self.name_of("item", wants)

    def name_with_id(self, kind: str, id: str) -> str:
        """Name and id, as `United States stocks (us-stock)`; the id alone if there is no name."""
        name = self.name_of(kind, id)
        return id if name == id else _("{name} ({id})").format(name=isolate_in_rtl(name), id=id)

    def stock_name(self, location: str, item: str) -> str:
        """A stock or a floor by its names."""
        return _("{item} at {location}").format(
            item=isolate_in_rtl(self.name_of("item", item)), location=isolate_in_rtl(self.name_of("location", location))
        )

    def consent_name(self, party: str, wants: str) -> str:
        """A consent by its names."""
        return _("{party} for {wants}").format(
            party=isolate_in_rtl(self.name_of("party", party)), wants=isolate_in_rtl(self.item_or_family_name(wants))
        )

    def counting_unit(self, wants: str) -> str:
        """Unit in which an item is counted; a family in its own units."""
        return self._units_by_item.get(wants, "")

    @cached_property
    def stocks_by_id(self) -> dict[str, tuple[str, str]]:
        """Location and item of every stock and location's reserve, by `location/item`."""
        tables = (self.scenario.tables["reserves"].drop_nulls("location"), self.scenario.tables["stocks"])
        return {f"{row[0]}/{row[1]}": row for table in tables for row in table.select("location", "item").iter_rows()}

    @cached_property
    def consents_by_id(self) -> dict[str, tuple[str, str]]:
        """Party and what is wanted of every consent, by `party/wants`."""
        rows = self.scenario.tables["consents"].select("party", "wants").iter_rows()
        return {f"{party}/{wants}": (party, wants) for party, wants in rows}

    @cached_property
    def _names_by_id(self) -> dict[tuple[str, str], tuple[str | None, str | None]]:
        return {
            (kind, row[kind]): (row["name"], row["name_ar"])
            for kind, table in _TABLE_BY_KIND.items()
            for row in self.scenario.tables[table].iter_rows(named=True)
        }

    @cached_property
    def _units_by_item(self) -> dict[str, str]:
        return dict(self.scenario.tables["items"].select("item", "unit").iter_rows())
