"""A plan as it is read: with its names, its calendar and its requests in the order that readers expect."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from muster.calendar import Calendar
from muster.plans import Plan, UnsolvedPlanError
from muster.plans.fulfilment import Fulfilment
from muster.report.display_names import DisplayNames
from muster.text import _, day, localized, month

if TYPE_CHECKING:
    from muster.explain import Explanation


class PlanView:
    """One plan, explained or not, and all that its sections and pictures ask of it. Refuses a plan that is none."""

    def __init__(self, plan: Plan, explanation: Explanation | None = None) -> None:
        if not plan.has_solution or plan.scenario.calendar is None:
            raise UnsolvedPlanError("there is no plan to report")
        self.plan = plan
        self.explanation = explanation
        self.scenario = plan.scenario
        self.calendar: Calendar = plan.scenario.calendar
        self.names = DisplayNames(plan.scenario)
        self.currency = plan.scenario.settings.currency

    @property
    def title(self) -> str:
        """The scenario's title in the reader's language, if it has one."""
        settings = self.scenario.settings
        return localized(settings.title, settings.title_ar) or _("Scenario without a title")

    @property
    def subtitle(self) -> str:
        """The time that the plan is about, and what was known when."""
        as_of = self.scenario.settings.as_of
        period = {"first": day(self.calendar.start), "last": day(self.last_day)}
        if as_of is None:
            return _("Plan from {first} to {last}").format(**period)
        return _("Plan from {first} to {last}, as known on {day}").format(**period, day=day(as_of))

    def result_table(self, name: str) -> pl.DataFrame:
        """A result table of the plan."""
        return self.plan.tables[name]

    def input_table(self, name: str) -> pl.DataFrame:
        """A table of the scenario, defaults filled in."""
        return self.scenario.tables[name]

    @cached_property
    def fulfilments(self) -> list[Fulfilment]:
        """The requests by priority, then id."""
        return sorted(self.plan.served, key=lambda fulfilment: (fulfilment.demand.priority, fulfilment.demand.request))

    @cached_property
    def late_or_short(self) -> list[Fulfilment]:
        """Those that are late or short, in the same order."""
        return [
            fulfilment for fulfilment in self.fulfilments if fulfilment.late_unit_buckets > 0 or fulfilment.short > 0
        ]

    @cached_property
    def most_late_first(self) -> list[Fulfilment]:
        """Those that are late or short: by priority, the most late of each class first."""
        return sorted(
            self.late_or_short,
            key=lambda fulfilment: (
                fulfilment.demand.priority, -_lateness_per_unit(fulfilment), fulfilment.demand.request,
            ),
        )  # fmt: skip

    @cached_property
    def bucket_ends(self) -> dict[date, date]:
        """The last day of each bucket by its first, in order of time."""
        last = [self.calendar.last_day(t) for t in range(self.calendar.count)]
        return dict(zip(self.calendar.first_days, last, strict=True))

    @property
    def last_day(self) -> date:
        """The last day of the horizon."""
        return self.calendar.last_day(self.calendar.count - 1)

    def bucket_label(self, first: date) -> str:
        """A bucket as people say it: `March 2024`, `January to March 2024`, or its days."""
        last = self.bucket_ends[first]
        if first.day != 1 or (last + timedelta(days=1)).day != 1:
            return day(first) if first == last else _("{first} to {last}").format(first=day(first), last=day(last))
        if (first.year, first.month) == (last.year, last.month):
            return month(first)
        return _("{first} to {last}").format(first=month(first), last=month(last))


def _lateness_per_unit(fulfilment: Fulfilment) -> float:
    return fulfilment.late_unit_buckets / fulfilment.quantity if fulfilment.quantity else 0.0
