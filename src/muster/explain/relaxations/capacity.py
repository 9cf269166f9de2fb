"""Relaxations of what limits how much can be done: capacities, ramps, lanes, storage, money, maxima of operations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muster.explain.relaxations.bound_sets import BoundSetBuilder
from muster.explain.relaxations.relaxation import BoundSet, Relaxation
from muster.network.facts import Row


def capacity_relaxations(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    """All of them."""
    yield from _resources(builder)
    yield from _lanes(builder)
    yield from _storage(builder)
    yield from _funds(builder)
    yield from _operations(builder)
    yield from _investments(builder)


def _limit(kind: str, table: str, id: str, party: str | None, *bound_sets: BoundSet) -> Relaxation:
    """A relaxation of something that has an id of its own."""
    return Relaxation(kind=kind, id=id, table=table, row_keys=((id,),), party=party, bound_sets=bound_sets)


def _resources(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    for row in builder.facts.rows("resources"):
        name = row["resource"]
        resource = builder.blueprint.resources.by_id[name]
        party = builder.facts.owner_of_resource[name]
        if resource.priced_columns:
            dearest = max(resource.priced_columns, key=lambda use: resource.priced_columns[use])
            yield _limit("capacity", "resources", name, party, builder.column_upper(dearest, builder.lengths))
        elif resource.capacity_row is not None:
            yield _limit(
                "capacity", "resources", name, party, builder.row_upper(resource.capacity_row, builder.lengths)
            )
        ramp = builder.network.balances.index.get(("ramp", (name,)))
        if ramp is not None:
            yield _limit("ramp", "resources", name, party, *_ramp(builder, ramp, row))


def _ramp(builder: BoundSetBuilder, balance: int, row: Row) -> Iterator[BoundSet]:
    """Both ways; the first bucket is free without an initial load."""
    between = (builder.lengths + np.concatenate([[1.0], builder.lengths[:-1]])) / 2
    for column, bound_set in (("ramp_up", builder.row_upper), ("ramp_down", builder.row_lower)):
        largest = row[column]
        if isinstance(largest, float):
            unit = between.copy()
            unit[0] = 0.0 if row["initial_load"] is None else unit[0]
            yield bound_set(balance, unit, unit * largest)


def _lanes(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    program, balances = builder.program, builder.network.balances
    for lane, rows in sorted(builder.facts.rows_by("lanes", "lane").items()):
        party = builder.facts.party_of[rows[0]["origin"]]
        capacity = next((row["capacity"] for row in rows if row["capacity"]), 1.0)
        bound_sets = []
        for family in ("lane", "window"):
            for balance in balances.family_members(family):
                if balances.key[balance][0] == lane:
                    part = program.rows_of(balance)
                    unit = program.row_upper[part] * program.row_scale[part] / capacity
                    bound_sets.append(builder.row_upper(balance, unit))
        if bound_sets:
            yield _limit("lane", "lanes", lane, party, *bound_sets)


def _storage(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    for balance in builder.network.balances.family_members("storage"):
        location, item = builder.network.balances.key[balance]
        yield Relaxation(
            kind="storage",
            id=f"{location}/{item}",
            table="stocks",
            row_keys=((location, item),),
            party=builder.facts.party_of[location],
            bound_sets=(builder.row_upper(balance, np.ones(len(builder.buckets))),),
        )


def _funds(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    program = builder.program
    parties = {row["fund"]: row["party"] for row in builder.facts.rows("funds")}
    for fund, balance in builder.blueprint.funds.balances.items():
        part = program.rows_of(balance)
        tranche = -program.row_upper[part] * program.row_scale[part]
        is_limited = np.isfinite(program.row_lower[part])
        if is_limited.any():
            unit, size = np.where(is_limited, builder.lengths, 0.0), np.where(is_limited, tranche, 0.0)
            yield _limit("fund", "funds", fund, parties[fund], builder.row_lower(balance, unit, size))


def _operations(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    program = builder.program
    for row in builder.facts.rows("operations"):
        run = builder.network.find("run", (row["operation"],))
        if row["maximum"] is None or run is None:
            continue
        part = program.columns_of(run)
        unit = program.upper[part] * program.column_scale[part] / (row["maximum"] or 1.0)
        party = builder.facts.party_of[row["location"]]
        yield _limit("capacity", "operations", row["operation"], party, builder.column_upper(run, unit))


def _investments(builder: BoundSetBuilder) -> Iterator[Relaxation]:
    for row in builder.facts.rows("investments"):
        name = row["investment"]
        total = builder.network.balances.index["invested", (name,)]
        build = builder.network.find("build", (name,))
        assert build is not None
        is_possible = np.where(builder.program.upper[builder.program.columns_of(build)] > 0, 1.0, 0.0)
        bound_sets = builder.row_upper(total, np.ones(1)), builder.column_upper(build, is_possible)
        yield _limit("capacity", "investments", name, builder.facts.owner_of_investment[name], *bound_sets)
