"""Check for cycles of operations that gain items without bound."""

from __future__ import annotations

import polars as pl

from muster.problems import Problem
from muster.scenario.checks.limits import limited_lanes, limited_operations
from muster.scenario.scenario_tables import ScenarioTables

Node = tuple[str, str]


def gains_from_nothing(s: ScenarioTables) -> list[Problem]:
    """Cycles of operations without lead time, capacity or outside input that give more than they take.

    Maximise sum(A x) subject to A x >= 0, sum(x) <= 1, x >= 0. The columns of A are the net outputs of such
    operations, of unlimited instant lanes and of using a member as its family. A positive maximum is a gain.

    Example: one operation turns 1 scrap into 1 steel, another 1 steel into 2 scrap. With x = (0.5, 0.5) the net
    output is 0.5 scrap without any input.
    """
    columns = _operation_columns(s)
    if not columns:
        return []
    columns |= _family_columns(s, columns)
    columns |= _lane_columns(s, columns)
    cycle_nodes = _cycle_nodes(columns)
    columns_on_cycles = {
        name: flows
        for name, flows in columns.items()
        if any(node in cycle_nodes for node, q in flows.items() if q > 0) and any(q < 0 for q in flows.values())
    }
    gaining_levels = _largest_gain(columns_on_cycles) if cycle_nodes else {}
    names = sorted(name[1] for name in gaining_levels if name[0] == "operation")
    if not names:
        return []
    items = sorted(
        {item for name, net in gaining_levels.items() for (_, item), q in columns[name].items() if q > 0 and net}
    )
    row = s.tables["operations"].filter(pl.col("operation") == names[0])["_row"][0]
    return [
        s.locator("operations").problem(
            "NET-004", row, None, names[0], items=items, operations=names, files=s.file_of("operation_items")
        )
    ]


Columns = dict[tuple[str, str], dict[Node, float]]


def _operation_columns(s: ScenarioTables) -> Columns:
    """Net outputs, by location and item, of unlimited instant operations that have an input."""
    unlimited = s.tables["operations"].filter(
        (pl.col("lead_time") == "0.0") & ~pl.col("operation").is_in(limited_operations(s))
    )
    rows = (
        s.tables["operation_items"]
        .drop_nulls(["item", "quantity"])
        .join(unlimited.select("operation", "location").drop_nulls(), on="operation")
    )
    columns: Columns = {}
    for name, item, quantity, location in rows.select("operation", "item", "quantity", "location").iter_rows():
        flows = columns.setdefault(("operation", name), {})
        flows[location, item] = flows.get((location, item), 0.0) + quantity
    with_input = set(rows.filter(pl.col("quantity") < 0)["operation"])
    return {name: flows for name, flows in columns.items() if name[1] in with_input}


def _family_columns(s: ScenarioTables, columns: Columns) -> Columns:
    """Columns that turn a member into its family wherever an operation takes the family."""
    inputs = {node for flows in columns.values() for node, quantity in flows.items() if quantity < 0}
    rows = s.tables["families"].drop_nulls(["family", "item"]).select("family", "item", "ratio")
    by_family: dict[str, list[tuple[str, float]]] = {}
    for family, item, ratio in rows.iter_rows():
        by_family.setdefault(family, []).append((item, ratio or 1.0))
    return {
        ("member", f"{item} {family} {location}"): {(location, item): -1.0, (location, family): ratio}
        for location, family in inputs
        for item, ratio in by_family.get(family, ())
    }


def _lane_columns(s: ScenarioTables, columns: Columns) -> Columns:
    """Columns of unlimited instant lanes, for the items that the operations take or give."""
    unlimited = s.tables["lanes"].filter((pl.col("lead_time") == "0.0") & ~pl.col("lane").is_in(limited_lanes(s)))
    items = {item for flows in columns.values() for _, item in flows}
    lanes: Columns = {}
    rows = unlimited.drop_nulls(["origin", "destination"]).select("lane", "item", "origin", "destination")
    for lane, only, origin, destination in rows.iter_rows():
        for item in {only} & items if only else items:
            if origin != destination:
                lanes["lane", f"{lane} {item}"] = {(origin, item): -1.0, (destination, item): 1.0}
    return lanes


def _cycle_nodes(columns: Columns) -> set[Node]:
    """Nodes that remain after repeatedly removing nodes without predecessor or successor; they hold all cycles.

    An operation that takes and gives the same item is a cycle by itself.
    """
    successors: dict[Node, set[Node]] = {}
    predecessors: dict[Node, set[Node]] = {}
    for flows in columns.values():
        inputs = [node for node, quantity in flows.items() if quantity < 0]
        outputs = [node for node, quantity in flows.items() if quantity > 0]
        for source in inputs or outputs:
            for target in outputs:
                successors.setdefault(source, set()).add(target)
                predecessors.setdefault(target, set()).add(source)
    nodes = set(successors) | set(predecessors)
    ends = [node for node in nodes if not successors.get(node) or not predecessors.get(node)]
    while ends:
        node = ends.pop()
        if node not in nodes:
            continue
        nodes.discard(node)
        for forward, backward in ((successors, predecessors), (predecessors, successors)):
            for neighbour in forward.pop(node, ()):
                backward.get(neighbour, set()).discard(node)
                if neighbour in nodes and not backward.get(neighbour):
                    ends.append(neighbour)
    return nodes


def _largest_gain(columns: Columns) -> dict[tuple[str, str], float]:
    """Levels that gain most, by column; empty if nothing can be gained."""
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
