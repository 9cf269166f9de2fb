"""Operations that could be run in a circle and gain without end."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.checks.limits import limited_lanes, limited_operations
from muster.scenario.scenario import Scenario

Node = tuple[str, str]


def gains_from_nothing(s: Scenario) -> list[Problem]:
    """Circles of operations without lead time, capacity or outside input that give more than they take.

    The levels x >= 0 of such operations (and of free, instant lanes, and of taking a member for its family),
    summing to at most 1, are chosen for the largest sum of net outputs A x, none of which may be negative. A
    positive sum is a gain.
    """
    columns = _operations(s)
    if not columns:
        return []
    columns |= _members(s, columns)
    columns |= _lanes(s, columns)
    inside = _circles(columns)
    within = {
        name: flows
        for name, flows in columns.items()
        if any(node in inside for node, q in flows.items() if q > 0) and any(q < 0 for q in flows.values())
    }
    gaining = _largest_gain(within) if inside else {}
    names = sorted(name[1] for name in gaining if name[0] == "operation")
    if not names:
        return []
    items = sorted({item for name, net in gaining.items() for (_, item), q in columns[name].items() if q > 0 and net})
    row = s.tables["operations"].filter(pl.col("operation") == names[0])["_row"][0]
    return [
        s.place("operations").problem(
            "NET-004", row, None, names[0], items=items, operations=names, files=s.file_of("operation_items")
        )
    ]


Columns = dict[tuple[str, str], dict[Node, float]]


def _operations(s: Scenario) -> Columns:
    """Net outputs of the operations that nothing limits, by location and item."""
    free = s.tables["operations"].filter(
        (pl.col("lead_time") == "0.0") & ~pl.col("operation").is_in(limited_operations(s))
    )
    rows = (
        s.tables["operation_items"]
        .drop_nulls(["item", "quantity"])
        .join(free.select("operation", "location").drop_nulls(), on="operation")
    )
    columns: Columns = {}
    for name, item, quantity, location in rows.select("operation", "item", "quantity", "location").iter_rows():
        flows = columns.setdefault(("operation", name), {})
        flows[location, item] = flows.get((location, item), 0.0) + quantity
    taking = set(rows.filter(pl.col("quantity") < 0)["operation"])
    return {name: flows for name, flows in columns.items() if name[1] in taking}


def _members(s: Scenario, columns: Columns) -> Columns:
    """A member counts as its family wherever an operation takes the family."""
    taken = {node for flows in columns.values() for node, quantity in flows.items() if quantity < 0}
    rows = s.tables["families"].drop_nulls(["family", "item"]).select("family", "item", "ratio")
    by_family: dict[str, list[tuple[str, float]]] = {}
    for family, item, ratio in rows.iter_rows():
        by_family.setdefault(family, []).append((item, ratio or 1.0))
    return {
        ("member", f"{item} {family} {location}"): {(location, item): -1.0, (location, family): ratio}
        for location, family in taken
        for item, ratio in by_family.get(family, ())
    }


def _lanes(s: Scenario, columns: Columns) -> Columns:
    """Instant lanes without limit, for the items that the operations take or give."""
    free = s.tables["lanes"].filter((pl.col("lead_time") == "0.0") & ~pl.col("lane").is_in(limited_lanes(s)))
    items = {item for flows in columns.values() for _, item in flows}
    lanes: Columns = {}
    rows = free.drop_nulls(["origin", "destination"]).select("lane", "item", "origin", "destination")
    for lane, only, origin, destination in rows.iter_rows():
        for item in {only} & items if only else items:
            if origin != destination:
                lanes["lane", f"{lane} {item}"] = {(origin, item): -1.0, (destination, item): 1.0}
    return lanes


def _circles(columns: Columns) -> set[Node]:
    """What is left after nodes without predecessor or successor are taken away again and again: all circles.

    An operation that takes and gives the same item is a circle of its own.
    """
    after: dict[Node, set[Node]] = {}
    before: dict[Node, set[Node]] = {}
    for flows in columns.values():
        takes = [node for node, quantity in flows.items() if quantity < 0]
        gives = [node for node, quantity in flows.items() if quantity > 0]
        for source in takes or gives:
            for target in gives:
                after.setdefault(source, set()).add(target)
                before.setdefault(target, set()).add(source)
    nodes = set(after) | set(before)
    ends = [node for node in nodes if not after.get(node) or not before.get(node)]
    while ends:
        node = ends.pop()
        if node not in nodes:
            continue
        nodes.discard(node)
        for onward, back in ((after, before), (before, after)):
            for neighbour in onward.pop(node, ()):
                back.get(neighbour, set()).discard(node)
                if neighbour in nodes and not back.get(neighbour):
                    ends.append(neighbour)
    return nodes


def _largest_gain(columns: Columns) -> dict[tuple[str, str], float]:
    """The levels that gain most; empty if nothing can be gained."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    names = sorted(columns)
    nodes = {node: i for i, node in enumerate(sorted({node for name in names for node in columns[name]}))}
    entries = [(nodes[node], j, quantity) for j, name in enumerate(names) for node, quantity in columns[name].items()]
    if not entries:
        return {}
    row, column, value = zip(*entries, strict=True)
    matrix = coo_array((value, (row, column)), shape=(len(nodes), len(names))).tocsr()
    objective = -np.asarray(matrix.sum(axis=0)).ravel()
    total = coo_array(np.ones((1, len(names))))
    bounds = np.concatenate([np.zeros(len(nodes)), [1.0]])
    from scipy.sparse import vstack

    result = linprog(objective, A_ub=vstack([-matrix, total]), b_ub=bounds, method="highs")
    if result.x is None or -result.fun < 1e-7:
        return {}
    return {name: float(level) for name, level in zip(names, result.x, strict=True) if level > 1e-9}
