"""Rows of one table in two scenarios put side by side: the same row, a changed one, or one without a partner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from muster.schema import Table

Row = Mapping[str, Any]
Pairs = list[tuple[Row, Row]]

_REMARKS = frozenset({"source", "note"})


def pair(table: Table, before: Sequence[Row], after: Sequence[Row]) -> tuple[Pairs, list[Row], list[Row]]:
    """Pairs of rows, and the rows of either side that have no partner.

    Rows of one key are partners. Where a table has no key: rows that say the same, else rows that differ in their
    remarks, in their figures, or in their dates alone. A row of a keyed table that was only moved in time is one row
    too. Each row has at most one partner; among equals the order of the file decides.
    """
    left, right = list(before), list(after)
    pairs: Pairs = []
    for columns in _ways(table):
        found, left, right = _matched(table, columns, left, right)
        pairs += found
    return pairs, left, right


def _ways(table: Table) -> list[list[str]]:
    """The columns in which partners agree, from the closest likeness to the loosest."""
    names = [column.name for column in table.columns]
    said = [name for name in names if name not in _REMARKS]
    dates = [column.name for column in table.columns if column.type == "date"]
    undated = [name for name in said if name not in dates]
    if table.key:
        moved = [undated] if any(name in dates for name in table.key) else []
        return [list(table.key), *moved]
    numbers = {column.name for column in table.columns if column.type in ("number", "whole")}
    return [names, said, [name for name in said if name not in numbers], undated]


def _matched(table: Table, columns: list[str], left: list[Row], right: list[Row]) -> tuple[Pairs, list[Row], list[Row]]:
    waiting: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in reversed(right):
        waiting[_likeness(table, columns, row)].append(row)
    pairs, alone = [], []
    for row in left:
        partners = waiting.get(_likeness(table, columns, row))
        if partners:
            pairs.append((row, partners.pop()))
        else:
            alone.append(row)
    taken = {id(partner) for _, partner in pairs}
    return pairs, alone, [row for row in right if id(row) not in taken]


def _likeness(table: Table, columns: list[str], row: Row) -> tuple[Any, ...]:
    sign = None if table.signed is None or row[table.signed] is None else row[table.signed] > 0
    return (*(row[name] for name in columns), sign)
