"""Ids as people read them: by the name that the scenario gives in the reader's language, else by themselves."""

from __future__ import annotations

from functools import cached_property

from muster.scenario import Scenario
from muster.text import _, language, unit

_TABLES = {"party": "parties", "location": "locations", "item": "items", "resource": "resources"}


class Names:
    """The names of one scenario, in the language that is spoken when they are asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def of(self, kind: str, id: str | None) -> str:
        """The name of a party, location, item or resource (`kind`); anything else is called by its id."""
        if id is None:
            return ""
        plain, arabic = self._known.get((kind, id), (None, None))
        return (arabic if language() == "ar" and arabic else plain) or id

    def wants(self, id: str) -> str:
        """The name of an item, or a family's id."""
        return self.of("item", id)

    def with_id(self, kind: str, id: str) -> str:
        """Name and id, as `United States stocks (us-stock)`; the id alone if there is no name."""
        name = self.of(kind, id)
        return id if name == id else _("{name} ({id})").format(name=unit(name), id=id)

    def place_and_item(self, location: str, item: str) -> str:
        """A stock or a floor by its names."""
        return _("{item} at {location}").format(
            item=unit(self.of("item", item)), location=unit(self.of("location", location))
        )

    def consent(self, party: str, wants: str) -> str:
        """A consent by its names."""
        return _("{party} for {wants}").format(party=unit(self.of("party", party)), wants=unit(self.wants(wants)))

    def counted_in(self, wants: str) -> str:
        """What an item is counted in; a family in its own units."""
        return self._units.get(wants, "")

    @cached_property
    def stocks(self) -> dict[str, tuple[str, str]]:
        """Location and item of every stock and location's reserve, by `location/item`."""
        tables = (self.scenario.tables["reserves"].drop_nulls("location"), self.scenario.tables["stocks"])
        return {f"{row[0]}/{row[1]}": row for table in tables for row in table.select("location", "item").iter_rows()}

    @cached_property
    def consents(self) -> dict[str, tuple[str, str]]:
        """Party and what is wanted of every consent, by `party/wants`."""
        rows = self.scenario.tables["consents"].select("party", "wants").iter_rows()
        return {f"{party}/{wants}": (party, wants) for party, wants in rows}

    @cached_property
    def _known(self) -> dict[tuple[str, str], tuple[str | None, str | None]]:
        return {
            (kind, row[kind]): (row["name"], row["name_ar"])
            for kind, table in _TABLES.items()
            for row in self.scenario.tables[table].iter_rows(named=True)
        }

    @cached_property
    def _units(self) -> dict[str, str]:
        return dict(self.scenario.tables["items"].select("item", "unit").iter_rows())
