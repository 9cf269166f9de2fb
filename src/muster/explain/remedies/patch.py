"""A remedy as a patch that `muster plan --patch` takes: each change in the tables' own rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from muster.explain.relaxations.relaxation import consent_id
from muster.explain.results import Measure
from muster.scenario import Scenario
from muster.scenario.folder_writer import toml_value

Entry = tuple[str, str, dict[str, Any], dict[str, Any]]
"""Part (add, change, remove), table, key (or row), set."""


def patch_of(scenario: Scenario, title: str, measures: list[tuple[Measure, str]]) -> str:
    """The text of the patch; each measure comes with the table that it changes."""
    entries: list[Entry] = []
    for measure, table in measures:
        entries += _WRITERS[measure.kind, table](scenario, measure)
    lines = [f"title = {toml_value(title)}", ""]
    for part, table, first, second in entries:
        lines += [f"[[{part}]]", f"table = {toml_value(table)}"]
        lines.append(f"{'row' if part == 'add' else 'key'} = {_cells(first)}")
        if second:
            lines.append(f"set = {_cells(second)}")
        lines.append("")
    return "\n".join(lines)


def _cells(cells: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{name} = {_cell(value)}" for name, value in cells.items()) + " }"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return toml_value("" if value is None else value)


def _given(scenario: Scenario, table: str, **cells: Any) -> list[dict[str, Any]]:
    """The rows of a table as they are given that have these cells."""
    rows = scenario.given.tables[table].to_dicts()
    return [row for row in rows if all(row[name] == value for name, value in cells.items())]


def _capacity(scenario: Scenario, measure: Measure) -> list[Entry]:
    """More capacity from a day on: an investment that costs nothing here and takes no time."""
    there = {row["investment"] for row in scenario.given.tables["investments"].to_dicts()}
    name = next(n for n in _numbered(f"remedy-{measure.id}") if n not in there)
    row = {"investment": name, "resource": measure.id, "adds": measure.by, "earliest": measure.begin}
    if measure.party:
        row["party"] = measure.party
    return [("add", "investments", row, {})]


def _numbered(name: str) -> Any:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _raised(table: str, key: str, column: str) -> Any:
    """A writer that raises a figure in every row that gives it."""

    def write(scenario: Scenario, measure: Measure) -> list[Entry]:
        rows = [row for row in _given(scenario, table, **{key: measure.id}) if row[column] is not None]
        value = max(row[column] for row in rows) + (measure.by or 0.0)
        return [("change", table, {key: measure.id}, {column: value})]

    return write


def _storage(scenario: Scenario, measure: Measure) -> list[Entry]:
    for row in _given(scenario, "stocks"):
        if f"{row['location']}/{row['item']}" == measure.id and row["maximum"] is not None:
            key = {"location": row["location"], "item": row["item"]}
            return [("change", "stocks", key, {"maximum": row["maximum"] + (measure.by or 0.0)})]
    return []


def _floor(scenario: Scenario, measure: Measure) -> list[Entry]:
    """Floors lowered from a day on: later rows each, and one of its own for the day."""
    start = scenario.settings.start
    rows = [
        row
        for row in _given(scenario, "reserves")
        if f"{row['location'] or row['party']}/{row['item']}" == measure.id and row["floor"] is not None
    ]
    rows.sort(key=lambda row: row["from"] or start)
    begin = measure.begin or start
    entries: list[Entry] = []
    holding = None
    for row in rows:
        day = max(row["from"] or start, start)
        if day < begin:
            holding = row
            continue
        key = {name: row[name] for name in ("location", "party", "item", "from")}
        entries.append(("change", "reserves", key, {"floor": max(0.0, row["floor"] - (measure.by or 0.0))}))
    same_day = any((row["from"] or start) == begin for row in rows)
    if holding is not None and not same_day:
        row = {name: holding[name] for name in ("location", "party", "item") if holding[name] is not None}
        left = max(0.0, holding["floor"] - (measure.by or 0.0))
        entries.append(("add", "reserves", {**row, "from": begin, "floor": left}, {}))
    return entries


def _consent(scenario: Scenario, measure: Measure) -> list[Entry]:
    """Granted from the start and without limit, in place of all that was said."""
    entries: list[Entry] = []
    for row in _given(scenario, "consents"):
        named = consent_id(row["party"], row["wants"], row["recipient"] or "", row["holder"] or "")
        if named == measure.id:
            key = {name: row[name] for name in ("party", "wants", "recipient", "holder")}
            if ("remove", "consents", key, {}) not in entries:
                entries.append(("remove", "consents", key, {}))
    said = [entry[2] for entry in entries]
    if not said:
        parties, item, recipient = measure.id.split("/", 2)
        said = [{"party": one, "wants": item, "recipient": recipient} for one in parties.split("+")]
    for cells in said:
        row = {name: value for name, value in cells.items() if value is not None}
        entries.append(("add", "consents", {**row, "decision": "granted"}, {}))
    return entries


def _fund(scenario: Scenario, measure: Measure) -> list[Entry]:
    """One more tranche, or a larger one where there is one on that day."""
    day = measure.begin or scenario.settings.start
    rows = _given(scenario, "funds", fund=measure.id, date=day)
    if rows:
        amount = (rows[0]["amount"] or 0.0) + (measure.by or 0.0)
        return [("change", "funds", {"fund": measure.id, "date": day}, {"amount": amount})]
    return [("add", "funds", {"fund": measure.id, "date": day, "amount": measure.by}, {})]


def _receipt(scenario: Scenario, measure: Measure) -> list[Entry]:
    for table in ("stocks", "receipts"):
        for row in _given(scenario, table):
            if f"{row['location']}/{row['item']}" == measure.id:
                day: date = measure.begin or scenario.settings.start
                place = {"location": row["location"], "item": row["item"]}
                more: list[Entry] = [("add", "receipts", {**place, "quantity": measure.by, "date": day}, {})]
                if measure.instead is not None:
                    less = {**place, "quantity": -(measure.by or 0.0), "date": measure.instead}
                    more.append(("add", "receipts", less, {}))
                return more
    return []


_WRITERS: dict[tuple[str, str], Any] = {
    ("capacity", "resources"): _capacity,
    ("capacity", "operations"): _raised("operations", "operation", "maximum"),
    ("ramp", "resources"): _raised("resources", "resource", "ramp_up"),
    ("lane", "lanes"): _raised("lanes", "lane", "capacity"),
    ("storage", "stocks"): _storage,
    ("reserve", "reserves"): _floor,
    ("consent", "consents"): _consent,
    ("fund", "funds"): _fund,
    ("stock", "stocks"): _receipt,
    ("receipt", "receipts"): _receipt,
}

CHANGEABLE = frozenset(_WRITERS)
"""Kinds and tables of what a remedy can change."""
