"""What requests, consents and companions say."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.scenario import Scenario


def quantity_and_lines(s: Scenario) -> list[Problem]:
    """Requests that have lines and also a quantity, due or until of their own."""
    own = ("quantity", "due", "until")
    rows = s.tables["requests"].join(s.tables["request_lines"], on="request", how="semi")
    rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in own))
    named = pl.concat_str(
        [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in own],
        separator=", ",
        ignore_nulls=True,
    )
    return s.place("requests").problems("RULE-003", rows, None, "request", columns=named)


def neither_quantity_nor_lines(s: Scenario) -> list[Problem]:
    """Requests without lines that lack quantity or due."""
    if s.told("requests", "quantity", "due") or s.told("request_lines", "request", None):
        return []
    rows = s.tables["requests"].join(s.tables["request_lines"], on="request", how="anti", nulls_equal=True)
    rows = rows.filter(pl.col("quantity").is_null() | pl.col("due").is_null()).drop_nulls("request")
    files = s.file_of("request_lines")
    return s.place("requests").problems("RULE-004", rows, None, "request", files=files)


def limits_without_a_grant(s: Scenario) -> list[Problem]:
    """Consents with a limit whose decision is not `granted`."""
    rows = s.tables["consents"].filter(pl.col("limit").is_not_null() & (pl.col("decision") != "granted"))
    return s.place("consents").problems("RULE-014", rows, "limit", decision=pl.col("decision"))


def companions_in_a_circle(s: Scenario) -> list[Problem]:
    """Items that, through their companions, need themselves; families count with all their members."""
    members: dict[str, list[str]] = {}
    for family, item in s.tables["families"].select("family", "item").drop_nulls().iter_rows():
        members.setdefault(family, []).append(item)
    needs: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for item, wants, row in s.tables["companions"].select("item", "needs", "_row").drop_nulls().iter_rows():
        needs.setdefault(item, []).extend(members.get(wants, [wants]))
        rows.setdefault(item, row)
    circle = _circle(needs)
    if not circle:
        return []
    text = " → ".join([*circle, circle[0]])
    return [s.place("companions").problem("RULE-013", rows[circle[0]], None, circle[0], circle=text)]


def _circle(needs: dict[str, list[str]]) -> list[str]:
    """The items of one circle in order; empty if there is none."""
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
