"""The givers of the tracker, and the parties of the record that they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from muster.record.projection.row_identity import key_of, subject_of
from muster.record.projection.state import Known
from muster.record.store.entry import Draft
from muster.schema import TABLES

RECIPIENT = ("UKR", "Ukraine")

NATIONS: dict[str, str] = {
    "Australia": "AUS", "Austria": "AUT", "Belgium": "BEL", "Bulgaria": "BGR", "Canada": "CAN", "China": "CHN",
    "Croatia": "HRV", "Cyprus": "CYP", "Czech Republic": "CZE", "Czechia": "CZE", "Denmark": "DNK", "Estonia": "EST",
    "Finland": "FIN", "France": "FRA", "Germany": "DEU", "Greece": "GRC", "Hungary": "HUN", "Iceland": "ISL",
    "India": "IND", "Ireland": "IRL", "Italy": "ITA", "Japan": "JPN", "Latvia": "LVA", "Lithuania": "LTU",
    "Luxembourg": "LUX", "Malta": "MLT", "Netherlands": "NLD", "New Zealand": "NZL", "Norway": "NOR", "Poland": "POL",
    "Portugal": "PRT", "Romania": "ROU", "Slovakia": "SVK", "Slovenia": "SVN", "South Korea": "KOR", "Spain": "ESP",
    "Sweden": "SWE", "Switzerland": "CHE", "Taiwan": "TWN", "Turkey": "TUR", "Turkiye": "TUR", "Türkiye": "TUR",
    "United Kingdom": "GBR", "United States": "USA",
}  # fmt: skip

OTHERS: dict[str, tuple[str, str]] = {
    "EU (Commission and Council)": ("EU", "organisation"),
    "EU Institutions": ("EU", "organisation"),
    "European Investment Bank": ("EIB", "organisation"),
    "European Peace Facility": ("EPF", "fund"),
}
"""Their ids and what kind of party they are."""


class Parties:
    """The parties of a record, and those that givers of the tracker are to become."""

    def __init__(self, known: Known) -> None:
        rows = {str(key[0]): row.values() for (table, key), row in known.there() if table == "parties"}
        self._there = set(rows)
        self._by_name = {str(cells["name"]).casefold(): party for party, cells in rows.items() if "name" in cells}
        self._by_country = {
            str(cells["country"]): party
            for party, cells in rows.items()
            if "country" in cells and cells.get("kind", "nation") == "nation"
        }
        self._new: dict[str, dict[str, Any]] = {}
        self.names = (*(str(cells["name"]) for cells in rows.values() if "name" in cells), *NATIONS, *OTHERS)

    def id_of(self, giver: str) -> str:
        """The party that a giver is, a new one if need be; empty if nobody knows it."""
        bare = giver.casefold()
        if bare in self._by_name:
            return self._by_name[bare]
        if bare in _KNOWN:
            return self._party(*_KNOWN[bare])
        return ""

    def _party(self, party: str, name: str, kind: str) -> str:
        if kind == "nation" and party in self._by_country:
            return self._by_country[party]
        if party not in self._there:
            country = {"country": party} if kind == "nation" else {}
            self._new[party] = {"party": party, "name": name, "kind": kind} | country
        return party

    def drafts(self, source: str) -> Iterator[Draft]:
        """The rows of the parties that are new, the recipient among them."""
        self._party(*RECIPIENT, "nation")
        for cells in self._new.values():
            yield registered("parties", cells | {"source": source})


_KNOWN = {name.casefold(): (party, name, "nation") for name, party in NATIONS.items()} | {
    name.casefold(): (party, name, kind) for name, (party, kind) in OTHERS.items()
}


def registered(table: str, cells: Mapping[str, Any]) -> Draft:
    """A row that is there from the beginning."""
    given = {name: value for name, value in cells.items() if value != ""}
    key = key_of(TABLES[table], given)
    return Draft("row.registered", subject_of(table, key), {"table": table, "key": list(key), "cells": given})
