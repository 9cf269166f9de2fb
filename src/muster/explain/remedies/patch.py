"""A remedy as a patch that `muster plan --patch` takes: each change in the tables' own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from muster.explain.relaxations.relaxation import Relaxation
from muster.explain.results import RemedyChange
from muster.scenario import Scenario
from muster.scenario.folder_writer import to_toml_value

PatchEntry = tuple[str, str, dict[str, Any], dict[str, Any]]
"""Action (add, change, remove), table, key (or row), set."""

EntryWriter = Callable[[Scenario, RemedyChange, Relaxation], list[PatchEntry]]


def patch_text(scenario: Scenario, title: str, changes: Sequence[tuple[RemedyChange, Relaxation]]) -> str:
    """The text of the patch; each change comes with what it relaxes."""
    entries: list[PatchEntry] = []
    for change, relaxation in changes:
        entries += _WRITERS[relaxation.kind, relaxation.table](scenario, change, relaxation)
    lines = [f"title = {to_toml_value(title)}", ""]
    for action, table, row, cells in entries:
        lines += [f"[[{action}]]", f"table = {to_toml_value(table)}"]
        lines.append(f"{'row' if action == 'add' else 'key'} = {_inline_table(row)}")
        if cells:
            lines.append(f"set = {_inline_table(cells)}")
        lines.append("")
    return "\n".join(lines)


def _inline_table(cells: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{name} = {_toml_cell(value)}" for name, value in cells.items()) + " }"


def _toml_cell(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return to_toml_value("" if value is None else value)


def _given_rows(scenario: Scenario, table: str, **cells: Any) -> list[dict[str, Any]]:
    """The rows of a table as they are given that have these cells."""
    rows = scenario.given.tables[table].to_dicts()
    return [row for row in rows if all(row[name] == value for name, value in cells.items())]


def _rows_of(scenario: Scenario, table: str, relaxation: Relaxation, *columns: str) -> list[dict[str, Any]]:
    """The rows of a table as they are given whose key, in these columns, is one of a relaxation's."""
    rows = scenario.given.tables[table].to_dicts()
    return [row for row in rows if tuple(row[column] or "" for column in columns) in relaxation.row_keys]


def _add_capacity(scenario: Scenario, change: RemedyChange, _relaxation: Relaxation) -> list[PatchEntry]:
    """More capacity from a day on: an investment that costs nothing here and takes no time."""
    used_names = {row["investment"] for row in scenario.given.tables["investments"].to_dicts()}
    name = next(name for name in _numbered(f"remedy-{change.id}") if name not in used_names)
    row = {"investment": name, "resource": change.id, "adds": change.amount, "earliest": change.begin}
    if change.party:
        row["party"] = change.party
    return [("add", "investments", row, {})]


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _raise_cell(table: str, key: str, column: str) -> EntryWriter:
    """A writer that raises a figure in every row that gives it."""

    def write(scenario: Scenario, change: RemedyChange, _relaxation: Relaxation) -> list[PatchEntry]:
        rows = [row for row in _given_rows(scenario, table, **{key: change.id}) if row[column] is not None]
        value = max(row[column] for row in rows) + (change.amount or 0.0)
        return [("change", table, {key: change.id}, {column: value})]

    return write


def _raise_storage(scenario: Scenario, change: RemedyChange, relaxation: Relaxation) -> list[PatchEntry]:
    for row in _rows_of(scenario, "stocks", relaxation, "location", "item"):
        if row["maximum"] is not None:
            key = {"location": row["location"], "item": row["item"]}
            return [("change", "stocks", key, {"maximum": row["maximum"] + (change.amount or 0.0)})]
    return []


def _lower_floor(scenario: Scenario, change: RemedyChange, relaxation: Relaxation) -> list[PatchEntry]:
    """Floors lowered from a day on: later rows each, and one of its own for the day."""
    start = scenario.settings.start
    rows = _rows_of(scenario, "reserves", relaxation, "location", "party", "item")
    rows = sorted((row for row in rows if row["floor"] is not None), key=lambda row: row["from"] or start)
    begin = change.begin or start
    entries: list[PatchEntry] = []
    row_before = None
    for row in rows:
        if max(row["from"] or start, start) < begin:
            row_before = row
            continue
        key = {name: row[name] for name in ("location", "party", "item", "from")}
        entries.append(("change", "reserves", key, {"floor": max(0.0, row["floor"] - (change.amount or 0.0))}))
    has_same_day = any((row["from"] or start) == begin for row in rows)
    if row_before is not None and not has_same_day:
        key = {name: row_before[name] for name in ("location", "party", "item") if row_before[name] is not None}
        lowered = max(0.0, row_before["floor"] - (change.amount or 0.0))
        entries.append(("add", "reserves", {**key, "from": begin, "floor": lowered}, {}))
    return entries


def _grant_consent(scenario: Scenario, _change: RemedyChange, relaxation: Relaxation) -> list[PatchEntry]:
    """Granted from the start and without limit, in place of all that was said."""
    columns = "party", "wants", "recipient", "holder"
    keys: list[dict[str, Any]] = []
    for row in _rows_of(scenario, "consents", relaxation, *columns):
        key = {name: row[name] for name in columns}
        if key not in keys:
            keys.append(key)
    entries: list[PatchEntry] = [("remove", "consents", key, {}) for key in keys]
    missing = [dict(zip(columns, key, strict=True)) for key in relaxation.row_keys]
    for key in keys or missing:
        row = {name: value for name, value in key.items() if value}
        entries.append(("add", "consents", {**row, "decision": "granted"}, {}))
    return entries


def _add_tranche(scenario: Scenario, change: RemedyChange, _relaxation: Relaxation) -> list[PatchEntry]:
    """One more tranche, or a larger one where there is one on that day."""
    day = change.begin or scenario.settings.start
    rows = _given_rows(scenario, "funds", fund=change.id, date=day)
    if rows:
        amount = (rows[0]["amount"] or 0.0) + (change.amount or 0.0)
        return [("change", "funds", {"fund": change.id, "date": day}, {"amount": amount})]
    return [("add", "funds", {"fund": change.id, "date": day, "amount": change.amount}, {})]


def _add_receipt(scenario: Scenario, change: RemedyChange, relaxation: Relaxation) -> list[PatchEntry]:
    """More goods on a day; where they are brought forward, so much less on the day on which they were to come."""
    day: date = change.begin or scenario.settings.start
    ((location, item),) = relaxation.row_keys
    key = {"location": location, "item": item}
    entries: list[PatchEntry] = [("add", "receipts", {**key, "quantity": change.amount, "date": day}, {})]
    if change.original_date is not None:
        less = {**key, "quantity": -(change.amount or 0.0), "date": change.original_date}
        entries.append(("add", "receipts", less, {}))
    return entries


_WRITERS: dict[tuple[str, str], EntryWriter] = {
    ("capacity", "resources"): _add_capacity,
    ("capacity", "operations"): _raise_cell("operations", "operation", "maximum"),
    ("ramp", "resources"): _raise_cell("resources", "resource", "ramp_up"),
    ("lane", "lanes"): _raise_cell("lanes", "lane", "capacity"),
    ("storage", "stocks"): _raise_storage,
    ("reserve", "reserves"): _lower_floor,
    ("consent", "consents"): _grant_consent,
    ("fund", "funds"): _add_tranche,
    ("stock", "stocks"): _add_receipt,
    ("receipt", "receipts"): _add_receipt,
}

CHANGEABLE = frozenset(_WRITERS)
"""Kinds and tables of what a remedy can change."""
