"""Checks of requests, consents and companions."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario_tables import ScenarioTables


def quantity_and_lines(s: ScenarioTables) -> list[Problem]:
    """Requests that have lines and also a quantity, due or until."""
    replaced_by_lines = ("quantity", "due", "until")
    rows = s.tables["requests"].join(s.tables["request_lines"], on="request", how="semi")
    rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in replaced_by_lines))
    given_columns = pl.concat_str(
        [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in replaced_by_lines],
        separator=", ",
        ignore_nulls=True,
    )
    return s.locator("requests").problems("RULE-003", rows, None, "request", columns=given_columns)


def neither_quantity_nor_lines(s: ScenarioTables) -> list[Problem]:
    """Requests without lines that lack quantity or due."""
    if s.has_reported_error("requests", "quantity", "due") or s.has_reported_error("request_lines", "request", None):
        return []
    rows = s.tables["requests"].join(s.tables["request_lines"], on="request", how="anti", nulls_equal=True)
    rows = rows.filter(pl.col("quantity").is_null() | pl.col("due").is_null()).drop_nulls("request")
    files = s.file_of("request_lines")
    return s.locator("requests").problems("RULE-004", rows, None, "request", files=files)


def limits_without_a_grant(s: ScenarioTables) -> list[Problem]:
    """Consents with a limit whose decision is not `granted`."""
    rows = s.tables["consents"].filter(pl.col("limit").is_not_null() & (pl.col("decision") != "granted"))
    return s.locator("consents").problems("RULE-014", rows, "limit", decision=pl.col("decision"))


def companions_in_a_cycle(s: ScenarioTables) -> list[Problem]:
    """Items that need themselves through their companions; a family stands for all its members."""
    members: dict[str, list[str]] = {}
    for family, item in s.tables["families"].select("family", "item").drop_nulls().iter_rows():
        members.setdefault(family, []).append(item)
    needs: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for item, wants, row in s.tables["companions"].select("item", "needs", "_row").drop_nulls().iter_rows():
        needs.setdefault(item, []).extend(members.get(wants, [wants]))
        rows.setdefault(item, row)
    cycle = _find_cycle(needs)
    if not cycle:
        return []
    text = " → ".join([*cycle, cycle[0]])
    return [s.locator("companions").problem("RULE-013", rows[cycle[0]], None, cycle[0], circle=text)]


def _find_cycle(needs: dict[str, list[str]]) -> list[str]:
    """Items of one cycle in order, found by depth-first search; empty if there is none."""
    done: set[str] = set()
    for first in sorted(needs):
        path: list[str] = []
        on_path: set[str] = set()
        stack = [(first, iter(needs.get(first, ())))] if first not in done else []
        while stack:
            item, rest = stack[-1]
            if item not in on_path:
                path.append(item)
                on_path.add(item)
            following = next(rest, None)
            if following is None:
                stack.pop()
                done.add(path.pop())
                on_path.discard(item)
            elif following in on_path:
                return path[path.index(following) :]
            elif following not in done:
                stack.append((following, iter(needs.get(following, ()))))
    return []
