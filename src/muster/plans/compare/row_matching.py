"""Match the rows of a table in two scenarios: identical, changed, added or removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from muster.schema import InputTable

Row = Mapping[str, Any]
Pairs = list[tuple[Row, Row]]

_REMARKS = frozenset({"source", "note"})


def match_rows(table: InputTable, before: Sequence[Row], after: Sequence[Row]) -> tuple[Pairs, list[Row], list[Row]]:
    """Match the rows of two versions of a table.

    Rows with the same key match. So do rows of a keyed table whose keys differ in dates only. In a table without a
    key, identical rows match first, then rows that differ only in remarks, in numbers, or in dates. Each row has at
    most one match; among equal candidates the order of the file decides.

    Returns:
        Matched pairs, unmatched rows before, unmatched rows after.
    """
    left, right = list(before), list(after)
    pairs: Pairs = []
    for columns in _column_sets(table):
        matches, left, right = _match_on(table, columns, left, right)
        pairs += matches
    return pairs, left, right


def _column_sets(table: InputTable) -> list[list[str]]:
    """Sets of columns in which matching rows agree, from the strictest to the loosest."""
    names = [column.name for column in table.columns]
    content = [name for name in names if name not in _REMARKS]
    dates = [column.name for column in table.columns if column.type == "date"]
    undated = [name for name in content if name not in dates]
    if table.key:
        undated_sets = [undated] if any(name in dates for name in table.key) else []
        return [list(table.key), *undated_sets]
    numbers = {column.name for column in table.columns if column.type in ("number", "whole")}
    return [names, content, [name for name in content if name not in numbers], undated]


def _match_on(
    table: InputTable, columns: list[str], left: list[Row], right: list[Row]
) -> tuple[Pairs, list[Row], list[Row]]:
    candidates: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in reversed(right):
        candidates[_match_key(table, columns, row)].append(row)
    pairs, unmatched = [], []
    for row in left:
        partners = candidates.get(_match_key(table, columns, row))
        if partners:
            pairs.append((row, partners.pop()))
        else:
            unmatched.append(row)
    matched = {id(partner) for _, partner in pairs}
    return pairs, unmatched, [row for row in right if id(row) not in matched]


def _match_key(table: InputTable, columns: list[str], row: Row) -> tuple[Any, ...]:
    sign = None if table.sign_column is None or row[table.sign_column] is None else row[table.sign_column] > 0
    return (*(row[name] for name in columns), sign)
