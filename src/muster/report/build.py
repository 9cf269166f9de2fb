"""The account of a plan: the answer first, then pictures, then what it rests on and how it is proved."""

from __future__ import annotations

from collections.abc import Callable

from muster.plans import Plan
from muster.report.model import Picture, Report, Section
from muster.report.pictures.consents import consents
from muster.report.pictures.contributions import contributions
from muster.report.pictures.fill import fill
from muster.report.pictures.flow import flow
from muster.report.pictures.lateness import lateness
from muster.report.pictures.loads import loads
from muster.report.pictures.money import money
from muster.report.pictures.pledges import pledges
from muster.report.pictures.stocks import stocks
from muster.report.reading import Reading
from muster.report.sections.answer import answer
from muster.report.sections.certificate import certificate
from muster.report.sections.horizon import horizon
from muster.report.sections.problems import problems
from muster.report.sections.reproduce import made_from, reproduce
from muster.report.sections.sources import assumptions, sources
from muster.report.standing import standing
from muster.text import _, language, right_to_left

Drawn = Callable[[Reading], Picture | None]


def report(plan: Plan) -> Report:
    """The account of a plan in the reader's language. Refuses (ValueError) a plan that is none."""
    reading = Reading(plan)
    sections = (
        answer(reading),
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


def _pictured(reading: Reading, key: str, title: str, *drawn: Drawn) -> Section | None:
    pictures = tuple(picture for draw in drawn if (picture := draw(reading)) is not None)
    return Section(key, title, pictures) if pictures else None
