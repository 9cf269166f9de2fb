"""The account of a plan: the answer first, then pictures, then what it rests on and how it is proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from muster.plans import Plan
from muster.report.blocks import Picture, Report, Section
from muster.report.charts.consents import consents
from muster.report.charts.contributions import contributions
from muster.report.charts.fill import fill
from muster.report.charts.lateness_heatmap import lateness
from muster.report.charts.loads import loads
from muster.report.charts.money import money
from muster.report.charts.pledges import pledges
from muster.report.charts.sankey import flow
from muster.report.charts.stocks import stocks
from muster.report.plan.answer import answer
from muster.report.plan.certificate import certificate
from muster.report.plan.horizon import horizon
from muster.report.plan.problems import problems
from muster.report.plan.reproduce import made_from, reproduce
from muster.report.plan.sources import assumptions, sources
from muster.report.plan_view import Reading
from muster.report.proof_status import standing
from muster.text import _, language, right_to_left

if TYPE_CHECKING:
    from muster.explain import Explanation

Drawn = Callable[[Reading], Picture | None]


def report(plan: Plan, explanation: Explanation | None = None) -> Report:
    """The account of a plan, explained if there is an explanation of it, in the reader's language.

    Refuses (ValueError) a plan that is none.
    """
    reading = Reading(plan, explanation)
    sections = (
        answer(reading),
        *_explained(reading),
        _pictured(reading, "requests", _("Requests"), fill, lateness),
        _pictured(reading, "supply", _("Plants, stocks and who gives"), loads, stocks, contributions, flow),
        _pictured(reading, "promises", _("Pledges, consents and money"), pledges, consents, money),
        horizon(reading),
        assumptions(reading),
        problems(reading),
        sources(reading),
        certificate(reading),
        reproduce(reading),
    )
    return Report(
        reading.title,
        reading.subtitle,
        standing(plan),
        plan.status == "optimal",
        language(),
        right_to_left(),
        tuple(section for section in sections if section is not None),
        made_from(reading),
    )


def _explained(reading: Reading) -> Iterator[Section]:
    """What only an explanation can tell; a plan that is not explained does not load what explains."""
    if reading.explanation is not None:
        from muster.report.plan.bottlenecks import explained
        from muster.report.plan.parties import who

        yield explained(reading)
        yield from who(reading)


def _pictured(reading: Reading, key: str, title: str, *drawn: Drawn) -> Section | None:
    pictures = tuple(picture for draw in drawn if (picture := draw(reading)) is not None)
    return Section(key, title, pictures) if pictures else None
