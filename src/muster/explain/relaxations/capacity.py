"""Factors that limit how much can be done: capacities, ramps, lanes, storage, money, the most of an operation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muster.explain.relaxations.relaxation import Factor, Part
from muster.network.build import Blueprint
from muster.network.graph import Array
from muster.program import Program


class Limits:
    """The factors of a blueprint's limits; `limits()` lists them."""

    def __init__(self, blueprint: Blueprint, program: Program) -> None:
        self.blueprint = blueprint
        self.program = program
        self.facts = blueprint.facts
        self.network = blueprint.network
        self.lengths: Array = self.network.calendar.lengths.astype(float)
        self.buckets = np.arange(self.network.calendar.count)

    def limits(self) -> Iterator[Factor]:
        """All of them."""
        yield from self._resources()
        yield from self._lanes()
        yield from self._storage()
        yield from self._funds()
        yield from self._operations()
        yield from self._investments()

    def above(self, balance: int, one: Array, size: Array | None = None) -> Part:
        """The upper sides of a balance's rows; `one` is what a unit a base bucket comes to in each bucket."""
        part = self.program.row(balance)
        scale = self.program.row_scale[part]
        upper = self.program.row_upper[part]
        whole = np.where(np.isfinite(upper), np.maximum(upper, 0.0), 0.0) if size is None else size / scale
        places = np.arange(part.start, part.stop)
        buckets = self.buckets if len(places) == len(self.buckets) else np.zeros(len(places), dtype=np.int64)
        return Part("above", places, buckets, one / scale, whole, np.full(len(places), np.inf))

    def below(self, balance: int, one: Array, size: Array) -> Part:
        """The lower sides of a balance's rows; only where `size` or `one` is above nothing."""
        part = self.program.row(balance)
        scale = self.program.row_scale[part]
        chosen = np.flatnonzero((size > 0) | (one > 0))
        places = np.arange(part.start, part.stop)[chosen]
        buckets = self.buckets[chosen] if part.stop - part.start > 1 else np.zeros(len(places), dtype=np.int64)
        ones, sizes = (one / scale)[chosen], (size / scale)[chosen]
        return Part("below", places, buckets, ones, sizes, np.full(len(places), np.inf))

    def ceiling(self, activity: int, one: Array) -> Part:
        """The upper bounds of an activity's columns in the buckets where `one` is above nothing."""
        part = self.program.column(activity)
        scale = self.program.column_scale[part]
        upper = self.program.upper[part]
        chosen = np.flatnonzero((one > 0) & np.isfinite(upper))
        places = np.arange(part.start, part.stop)[chosen]
        return Part(
            "column", places, self.buckets[chosen], (one / scale)[chosen], upper[chosen], np.full(len(chosen), np.inf)
        )

    def _resources(self) -> Iterator[Factor]:
        for row in self.facts.rows("resources"):
            resource = self.blueprint.resources.by_id[row["resource"]]
            party = row["party"] or self.facts.party_of.get(row["location"])
            if resource.uses:
                dearest = max(resource.uses, key=lambda use: resource.uses[use])
                yield Factor("capacity", row["resource"], "resources", party, (self.ceiling(dearest, self.lengths),))
            elif resource.limit is not None:
                yield Factor(
                    "capacity", row["resource"], "resources", party, (self.above(resource.limit, self.lengths),)
                )
            ramp = self.network.balances.index.get(("ramp", (row["resource"],)))
            if ramp is not None:
                yield Factor("ramp", row["resource"], "resources", party, self._ramp(ramp, row))

    def _ramp(self, balance: int, row: dict[str, object]) -> tuple[Part, ...]:
        """Both ways; the first bucket is free without an initial load."""
        between = (self.lengths + np.concatenate([[1.0], self.lengths[:-1]])) / 2
        parts = []
        for column, part_of in (("ramp_up", self.above), ("ramp_down", self.below)):
            largest = row[column]
            if isinstance(largest, float):
                held = between.copy()
                held[0] = 0.0 if row["initial_load"] is None else held[0]
                parts.append(part_of(balance, held, held * largest))
        return tuple(parts)

    def _lanes(self) -> Iterator[Factor]:
        for lane, rows in sorted(self.facts.grouped("lanes", "lane").items()):
            party = self.facts.party_of[rows[0]["origin"]]
            capacity = next((row["capacity"] for row in rows if row["capacity"]), 1.0)
            parts = []
            for family in ("lane", "window"):
                for place in self.network.balances.of(family) if rows else []:
                    if self.network.balances.key[place][0] == lane:
                        part = self.program.row(place)
                        open_ = self.program.row_upper[part] * self.program.row_scale[part] / capacity
                        parts.append(self.above(place, open_))
            if parts:
                yield Factor("lane", lane, "lanes", party, tuple(parts))

    def _storage(self) -> Iterator[Factor]:
        for place in self.network.balances.of("storage"):
            location, item = self.network.balances.key[place]
            one = np.ones(len(self.buckets))
            yield Factor(
                "storage", f"{location}/{item}", "stocks", self.facts.party_of[location], (self.above(place, one),)
            )

    def _funds(self) -> Iterator[Factor]:
        parties = {row["fund"]: row["party"] for row in self.facts.rows("funds")}
        for fund, balance in self.blueprint.funds.balances.items():
            part = self.program.row(balance)
            tranche = -self.program.row_upper[part] * self.program.row_scale[part]
            limited = np.isfinite(self.program.row_lower[part])
            if limited.any():
                size = np.where(limited, tranche, 0.0)
                below = self.below(balance, np.where(limited, self.lengths, 0.0), size)
                yield Factor("fund", fund, "funds", parties[fund], (below,))

    def _operations(self) -> Iterator[Factor]:
        for row in self.facts.rows("operations"):
            run = self.network.find("run", (row["operation"],))
            if row["maximum"] is None or run is None:
                continue
            part = self.program.column(run)
            open_ = self.program.upper[part] * self.program.column_scale[part] / (row["maximum"] or 1.0)
            party = self.facts.party_of[row["location"]]
            yield Factor("capacity", row["operation"], "operations", party, (self.ceiling(run, open_),))

    def _investments(self) -> Iterator[Factor]:
        holders = {
            row["resource"]: row["party"] or self.facts.party_of.get(row["location"])
            for row in self.facts.rows("resources")
        }
        for row in self.facts.rows("investments"):
            total = self.network.balances.index["invested", (row["investment"],)]
            build = self.network.find("build", (row["investment"],))
            assert build is not None
            part = self.program.column(build)
            possible = np.where(self.program.upper[part] > 0, 1.0, 0.0)
            parts = (self.above(total, np.ones(1)), self.ceiling(build, possible))
            party = row["party"] or holders[row["resource"]]
            yield Factor("capacity", row["investment"], "investments", party, parts)
