"""Remedies: the cheapest changes with which requests are met by a date, proved by planning with them made.

A request is met by a date if from the end of the date's bucket on nothing of it is late.

The elastic program finds the cheapest sizes that would do if nobody took any of what is added. Who does, the plan of
the changed scenario shows: it is asked again with the others as that plan has them, then more of the same is given,
until that plan meets the date. Where no changes could, the first bucket that any could reach is told.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from muster.explain.relaxations.relaxation import Factor, Factors
from muster.explain.relaxations.screening import Screen
from muster.explain.remedies.elastic_program import Elastic
from muster.explain.remedies.patch import CHANGEABLE, patch_of
from muster.explain.remedies.rounding import rounded_up
from muster.explain.request_lateness import Chain
from muster.explain.results import Measure, Remedy
from muster.network.graph import Array
from muster.plans import Plan, plan
from muster.text import _

MORE = (1.0, 1.0, 1.0, 1.5, 2.5, 5.0)
"""How much more than asked for is tried, round by round, where others take some of what is added."""

DIGITS = 4
"""Sizes are rounded up to so many digits."""


def remedy(whole: Plan, chain: Chain, factors: Factors, requests: Sequence[str], by: date) -> Remedy:
    """The cheapest changes that meet all of the requests by a day, with their proof."""
    return _Search(whole, chain, factors, requests, by).found()


class _Search:
    def __init__(self, whole: Plan, chain: Chain, factors: Factors, requests: Sequence[str], by: date) -> None:
        self.plan, self.chain, self.requests, self.by = whole, chain, tuple(requests), by
        self.calendar = chain.program.network.calendar
        base = min(max(self.calendar.base_index(by), 0), self.calendar.base_count - 1)
        self.bucket = int(self.calendar.of_base[base])
        screen = Screen(chain, factors)
        may = [one for one in factors if self._may(one, screen)]
        behind = [one for one in factors if one.kind == "receipt" and self._behind(one, screen)]
        self.elastic = Elastic(chain, may, behind, self.bucket)

    def _may(self, factor: Factor, screen: Screen) -> bool:
        """What can be changed and lies behind the requests; goods are found only where nothing makes them."""
        if (factor.kind, factor.table) not in CHANGEABLE:
            return False
        if factor.kind in ("stock", "receipt") and factor.id.split("/", 1)[1] in self._made:
            return False
        return self._behind(factor, screen)

    def _behind(self, factor: Factor, screen: Screen) -> bool:
        return any(screen.upstream(factor, request) for request in self.requests)

    @property
    def _made(self) -> set[str]:
        rows = self.chain.blueprint.facts.rows("operation_items")
        return {row["item"] for row in rows if row["quantity"] > 0}

    def found(self) -> Remedy:
        """Ask and prove; ask again for what others have taken, then give more of the same."""
        kept = {request: self.chain.standing(request, self.chain.x).late for request in self._protected()}
        sizes = self.elastic.solve(self.requests, self.bucket, kept)
        if sizes is None:
            return self._nothing(kept)
        for more in MORE:
            made = self._measures(sizes, more)
            text = patch_of(self.chain.blueprint.facts.scenario, self._title(), made)
            then = self._planned(text)
            if then.there and self._met(then):
                filled = {one.want.request: one.filled_on for one in then.served}
                mine = {request: filled.get(request) for request in self.requests}
                return Remedy(
                    self.requests, self.by, tuple(one for one, _ in made), text, mine, True, currency=self._currency
                )
            late = {one.want.request: one.late_unit_buckets for one in then.served}
            kept = {request: min(kept[request], late.get(request, kept[request])) for request in kept}
            again = self.elastic.solve(self.requests, self.bucket, kept) if more == 1.0 else None
            sizes = sizes if again is None else again
        return Remedy(self.requests, self.by, (), "", dict.fromkeys(self.requests), False)

    def _met(self, then: Plan) -> bool:
        """Whether from the end of the date's bucket on nothing of the requests is late."""
        late = then.requests.filter(
            pl.col("request").is_in(list(self.requests)) & (pl.col("bucket") >= self.calendar.first_day(self.bucket))
        )
        return float(late["late"].sum()) <= 0.0

    @property
    def _currency(self) -> str:
        return self.chain.blueprint.facts.settings.currency

    def _protected(self) -> list[str]:
        """Requests of the same class or above that are not asked about."""
        most = max(self.chain.wants[request].priority for request in self.requests)
        return [
            want.request
            for want in self.chain.blueprint.wants
            if want.quantity > 0 and want.request not in self.requests and want.priority <= most
        ]

    def _nothing(self, kept: dict[str, float]) -> Remedy:
        """The first bucket that anything could reach; none within the horizon if even its end is too early."""
        low, high, reached = self.bucket + 1, self.calendar.count - 1, None
        while low <= high:
            middle = (low + high) // 2
            if self.elastic.solve(self.requests, middle, kept, free=True) is None:
                low = middle + 1
            else:
                reached, high = middle, middle - 1
        earliest = None if reached is None else self.calendar.first_day(reached)
        return Remedy(self.requests, self.by, (), "", dict.fromkeys(self.requests), False, earliest)

    def _measures(self, sizes: Array, more: float) -> list[tuple[Measure, str]]:
        """What is changed, from its first bucket on, sizes rounded up; each with its table."""
        made = []
        for change in self.elastic.changes:
            own = {b: sizes[column - self.chain.program.columns] for b, column in change.columns.items()}
            used = sorted(bucket for bucket, size in own.items() if size > 0)
            if not used:
                continue
            factor = change.factor
            by = None if factor.kind == "consent" else rounded_up(sum(own.values()) * change.unit * more, DIGITS)
            begin = self.calendar.first_day(used[0])
            made.append(
                (Measure(factor.kind, factor.id, by, begin, factor.party, self._cost(factor, by)), factor.table)
            )
        for one in self.elastic.sooner:
            size = sizes[one.column - self.chain.program.columns]
            if size > 0:
                by = min(rounded_up(size * one.quantity * more, DIGITS), one.quantity)
                begin, instead = self.calendar.first_day(one.bucket), self.calendar.first_day(one.instead)
                factor = one.factor
                made.append((Measure(factor.kind, factor.id, by, begin, factor.party, None, instead), factor.table))
        return made

    def _cost(self, factor: Factor, by: float | None) -> float | None:
        """Money where the tables know a price: that of a fund is itself, of capacity what investments ask for it."""
        if factor.kind == "fund":
            return by
        if factor.table == "resources" and factor.kind == "capacity" and by is not None:
            rows = [row for row in self.chain.blueprint.facts.rows("investments") if row["resource"] == factor.id]
            prices = [row["cost"] / row["adds"] for row in rows if row["adds"] > 0 and row["cost"] > 0]
            return min(prices) * by if prices else None
        return None

    def _title(self) -> str:
        return _("{requests} met by {day}").format(requests=", ".join(self.requests), day=self.by.isoformat())

    def _planned(self, text: str) -> Plan:
        """The plan of the scenario with the patch made to it, by the road of every plan."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "remedy.toml"
            file.write_text(text, encoding="utf-8")
            return plan(self.chain.blueprint.facts.scenario.patched([file]))
