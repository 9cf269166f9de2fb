"""The account of a sweep: dates with their chances first, then pictures, then what it rests on."""

from __future__ import annotations

from collections.abc import Callable

from muster.report.blocks import Picture, Report, Section
from muster.report.proof_status import standing
from muster.report.risk.answer import answer
from muster.report.risk.assumptions import assumed
from muster.report.risk.bottleneck_heatmap import held
from muster.report.risk.costs import costs
from muster.report.risk.date_intervals import dates
from muster.report.risk.drivers import drivers
from muster.report.risk.failures import failures
from muster.report.risk.fan_charts import fans
from muster.report.risk.on_time import on_time
from muster.report.risk.reproduce import made_from, reproduce
from muster.report.risk.risk_view import RiskReading
from muster.risk import Result
from muster.text import _, language, right_to_left

Drawn = Callable[[RiskReading], Picture | None]


def risk_report(result: Result) -> Report:
    """The account of a sweep in the reader's language."""
    reading = RiskReading(result)
    sections = (
        answer(reading),
        _pictured(reading, "requests", _("Requests: dates and chances"), dates, on_time, fans),
        _pictured(reading, "held", _("What holds requests back, and how often"), held),
        _pictured(reading, "drivers", _("What to ask for next"), drivers),
        costs(reading),
        failures(reading),
        assumed(reading),
        reproduce(reading),
    )
    return Report(
        reading.title,
        reading.subtitle,
        _("Today's plan: {standing}").format(standing=standing(reading.plan)),
        reading.plan.status == "optimal",
        language(),
        right_to_left(),
        tuple(section for section in sections if section is not None),
        made_from(reading),
    )


def _pictured(reading: RiskReading, key: str, title: str, *drawn: Drawn) -> Section | None:
    pictures = tuple(picture for draw in drawn if (picture := draw(reading)) is not None)
    return Section(key, title, pictures) if pictures else None
