"""A sweep as it is read: a plan's reading, and with it what the draws say."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from muster.plans.tables.requests import Served
from muster.report.plan_view import Reading
from muster.risk import Result
from muster.risk.sampling.labels import called
from muster.text import _, day, mark, ngettext, number

READINGS = {"fixed": mark("today's plan carried out"), "knowing": mark("planned with foresight")}


class RiskReading(Reading):
    """A result with the names, calendar and requests of the plan that it is about."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.job.plan)
        self.result = result

    @property
    def subtitle(self) -> str:
        """The time that the plan is about, and how many draws."""
        return ngettext(
            "How sure its dates are, from {first} to {last}: {count} draw",
            "How sure its dates are, from {first} to {last}: {count} draws",
            self.result.draws,
        ).format(first=day(self.calendar.start), last=day(self.last_day), count=number(self.result.draws))

    @cached_property
    def told(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What each reading says of each request, by reading and request."""
        return {name: {one["request"]: one for one in found} for name, found in self.result.readings.items()}

    @property
    def other(self) -> str:
        """The reading that is told second."""
        return next(name for name in READINGS if name != self.result.reading)

    @cached_property
    def least_sure(self) -> list[Served]:
        """The requests by priority, then by the chance of being on time, then by lateness and id."""
        own = self.told[self.result.reading]

        def order(one: Served) -> tuple[int, float, float, str]:
            told = own[one.want.request]
            late = told["late_unit_buckets"]["mean"] or 0.0
            return (one.want.priority, told["met_by_due"] or 0.0, -late / max(one.quantity, 1e-300), one.want.request)

        return sorted(self.served, key=order)

    def end_of(self, first: str | None) -> date | None:
        """The last day of a bucket by its first, as risk.json writes it."""
        return None if first is None else self.bucket_ends[date.fromisoformat(first)]

    def name(self, kind: str, id: str) -> str:
        """What people call a thing of which a figure is not sure."""
        parts = id.split("/")
        if kind in ("stock", "receipt") and len(parts) == 2:
            return self.names.place_and_item(*parts)
        if kind == "consent" and len(parts) == 3:
            return self.names.consent(*parts[:2])
        return self.names.of(kind, id)

    def figure(self, of: str, id: str, column: str | None) -> str:
        """What an uncertain figure is called."""
        return called(of, id, column, self.name)

    def title_of(self, one: Served) -> str:
        """A request with what it wants and for whom."""
        return _("{request}: {wants} for {party}").format(
            request=one.want.request,
            wants=self.names.wants(one.want.wants),
            party=self.names.of("party", one.want.party),
        )
