"""A sweep as it is read: a plan's reading, and with it what the draws say."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from muster.plans.fulfilment import Fulfilment
from muster.report.plan_view import PlanView
from muster.risk import RiskResult
from muster.risk.sampling.labels import input_label
from muster.text import _, day, mark, ngettext, number

READING_NAMES = {"fixed": mark("today's plan carried out"), "knowing": mark("planned with foresight")}


class RiskView(PlanView):
    """A result with the names, calendar and requests of the plan that it is about."""

    def __init__(self, result: RiskResult) -> None:
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
    def requests_by_reading(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Results of requests by reading and request."""
        return {
            name: {summary["request"]: summary for summary in summaries}
            for name, summaries in self.result.readings.items()
        }

    @property
    def other_reading(self) -> str:
        """The reading that is told second."""
        return next(name for name in READING_NAMES if name != self.result.reading)

    @cached_property
    def least_sure(self) -> list[Fulfilment]:
        """The requests by priority, then by the chance of being on time, then by lateness and id."""
        summaries = self.requests_by_reading[self.result.reading]

        def sort_key(fulfilment: Fulfilment) -> tuple[int, float, float, str]:
            summary = summaries[fulfilment.demand.request]
            late = summary["late_unit_buckets"]["mean"] or 0.0
            return (
                fulfilment.demand.priority,
                summary["met_by_due"] or 0.0,
                -late / max(fulfilment.quantity, 1e-300),
                fulfilment.demand.request,
            )

        return sorted(self.fulfilments, key=sort_key)

    def bucket_end(self, first: str | None) -> date | None:
        """The last day of a bucket by its first, as risk.json writes it."""
        return None if first is None else self.bucket_ends[date.fromisoformat(first)]

    def subject_name(self, kind: str, id: str) -> str:
        """Name for people of what an uncertain input belongs to."""
        parts = id.split("/")
        if kind in ("stock", "receipt") and len(parts) == 2:
            return self.names.stock_name(*parts)
        if kind == "consent" and len(parts) == 3:
            return self.names.consent_name(*parts[:2])
        return self.names.name_of(kind, id)

    def input_name(self, kind: str, id: str, column: str | None) -> str:
        """Name for people of an uncertain input."""
        return input_label(kind, id, column, self.subject_name)

    def request_title(self, fulfilment: Fulfilment) -> str:
        """A request with what it wants and for whom."""
        return _("{request}: {wants} for {party}").format(
            request=fulfilment.demand.request,
            wants=self.names.item_or_family_name(fulfilment.demand.wants),
            party=self.names.name_of("party", fulfilment.demand.party),
        )
