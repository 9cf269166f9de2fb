"""Map donors of the tracker to parties of the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from muster.record.projection.row_identity import row_key, row_subject
from muster.record.projection.state import RecordState
from muster.record.store.entry import EntryDraft
from muster.schema import TABLES

RECIPIENT = ("UKR", "Ukraine")

COUNTRY_CODES: dict[str, str] = {
    "Australia": "AUS", "Austria": "AUT", "Belgium": "BEL", "Bulgaria": "BGR", "Canada": "CAN", "China": "CHN",
    "Croatia": "HRV", "Cyprus": "CYP", "Czech Republic": "CZE", "Czechia": "CZE", "Denmark": "DNK", "Estonia": "EST",
    "Finland": "FIN", "France": "FRA", "Germany": "DEU", "Greece": "GRC", "Hungary": "HUN", "Iceland": "ISL",
    "India": "IND", "Ireland": "IRL", "Italy": "ITA", "Japan": "JPN", "Latvia": "LVA", "Lithuania": "LTU",
    "Luxembourg": "LUX", "Malta": "MLT", "Netherlands": "NLD", "New Zealand": "NZL", "Norway": "NOR", "Poland": "POL",
    "Portugal": "PRT", "Romania": "ROU", "Slovakia": "SVK", "Slovenia": "SVN", "South Korea": "KOR", "Spain": "ESP",
    "Sweden": "SWE", "Switzerland": "CHE", "Taiwan": "TWN", "Turkey": "TUR", "Turkiye": "TUR", "Türkiye": "TUR",
    "United Kingdom": "GBR", "United States": "USA",
}  # fmt: skip

OTHER_DONORS: dict[str, tuple[str, str]] = {
    "EU (Commission and Council)": ("EU", "organisation"),
    "EU Institutions": ("EU", "organisation"),
    "European Investment Bank": ("EIB", "organisation"),
    "European Peace Facility": ("EPF", "fund"),
}
"""Id and kind of party of donors that are not countries."""


class DonorParties:
    """Parties of a record, and new ones for donors of the tracker."""

    def __init__(self, state: RecordState) -> None:
        rows = {str(key[0]): row.values() for (table, key), row in state.present_rows() if table == "parties"}
        self._existing = set(rows)
        self._by_name = {str(cells["name"]).casefold(): party for party, cells in rows.items() if "name" in cells}
        self._by_country = {
            str(cells["country"]): party
            for party, cells in rows.items()
            if "country" in cells and cells.get("kind", "nation") == "nation"
        }
        self._new: dict[str, dict[str, Any]] = {}
        self.names = (
            *(str(cells["name"]) for cells in rows.values() if "name" in cells),
            *COUNTRY_CODES,
            *OTHER_DONORS,
        )

    def party_id(self, donor: str) -> str:
        """Return the party of a donor, creating it if necessary; empty if the donor is unknown."""
        folded = donor.casefold()
        if folded in self._by_name:
            return self._by_name[folded]
        if folded in _KNOWN_DONORS:
            return self._add_party(*_KNOWN_DONORS[folded])
        return ""

    def _add_party(self, party: str, name: str, kind: str) -> str:
        if kind == "nation" and party in self._by_country:
            return self._by_country[party]
        if party not in self._existing:
            country = {"country": party} if kind == "nation" else {}
            self._new[party] = {"party": party, "name": name, "kind": kind} | country
        return party

    def drafts(self, source: str) -> Iterator[EntryDraft]:
        """Draft the rows of new parties, including the recipient."""
        self._add_party(*RECIPIENT, "nation")
        for cells in self._new.values():
            yield registration_draft("parties", cells | {"source": source})


_KNOWN_DONORS = {name.casefold(): (party, name, "nation") for name, party in COUNTRY_CODES.items()} | {
    name.casefold(): (party, name, kind) for name, (party, kind) in OTHER_DONORS.items()
}


def registration_draft(table: str, cells: Mapping[str, Any]) -> EntryDraft:
    """Draft the registration of a row without a first day."""
    filled = {name: value for name, value in cells.items() if value != ""}
    key = row_key(TABLES[table], filled)
    return EntryDraft("row.registered", row_subject(table, key), {"table": table, "key": list(key), "cells": filled})
