"""A plan as it is read: with its names, its calendar and its requests in the order that readers expect."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from muster.calendar import Calendar
from muster.plans import Plan
from muster.plans.tables.requests import Served
from muster.report.display_names import Names
from muster.text import _, day, language, month

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.report.explanation_view import Reasons


class Reading:
    """One plan, explained or not, and all that its sections and pictures ask of it. Refuses a plan that is none."""

    def __init__(self, plan: Plan, explanation: Explanation | None = None) -> None:
        if not plan.there or plan.scenario.calendar is None:
            raise ValueError("there is no plan to report")
        self.plan = plan
        self.explanation = explanation
        self.scenario = plan.scenario
        self.calendar: Calendar = plan.scenario.calendar
        self.names = Names(plan.scenario)
        self.currency = plan.scenario.settings.currency

    @property
    def title(self) -> str:
        """The scenario's title in the reader's language, if it has one."""
        settings = self.scenario.settings
        own = settings.title_ar if language() == "ar" else ""
        return own or settings.title or _("Scenario without a title")

    @property
    def subtitle(self) -> str:
        """The time that the plan is about, and what was known when."""
        as_of = self.scenario.settings.as_of
        period = {"first": day(self.calendar.start), "last": day(self.last_day)}
        if as_of is None:
            return _("Plan from {first} to {last}").format(**period)
        return _("Plan from {first} to {last}, as known on {day}").format(**period, day=day(as_of))

    @cached_property
    def reasons(self) -> Reasons:
        """What explains the plan, with the names of its scenario. (Loaded only where it is asked for.)"""
        from muster.report.explanation_view import Reasons

        return Reasons(self)

    def table(self, name: str) -> pl.DataFrame:
        """A result table of the plan."""
        return self.plan.tables[name]

    def given(self, name: str) -> pl.DataFrame:
        """A table of the scenario, defaults filled in."""
        return self.scenario.tables[name]

    @cached_property
    def served(self) -> list[Served]:
        """The requests by priority, then id."""
        return sorted(self.plan.served, key=lambda one: (one.want.priority, one.want.request))

    @cached_property
    def behind(self) -> list[Served]:
        """Those that are late or short, in the same order."""
        return [one for one in self.served if one.late_unit_buckets > 0 or one.short > 0]

    @cached_property
    def bucket_ends(self) -> dict[date, date]:
        """The last day of each bucket by its first, in order of time."""
        last = [self.calendar.last_day(t) for t in range(self.calendar.count)]
        return dict(zip(self.calendar.first_days, last, strict=True))

    @property
    def last_day(self) -> date:
        """The last day of the horizon."""
        return self.calendar.last_day(self.calendar.count - 1)

    def when(self, first: date) -> str:
        """A bucket as people say it: `March 2024`, `January to March 2024`, or its days."""
        last = self.bucket_ends[first]
        if first.day != 1 or (last + timedelta(days=1)).day != 1:
            return day(first) if first == last else _("{first} to {last}").format(first=day(first), last=day(last))
        if (first.year, first.month) == (last.year, last.month):
            return month(first)
        return _("{first} to {last}").format(first=month(first), last=month(last))
