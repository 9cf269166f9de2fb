"""The account of a sweep: dates with their chances first, then pictures, then what it rests on."""

from __future__ import annotations

from muster.report.blocks import Report, picture_section
from muster.report.proof_status import proof_sentence
from muster.report.risk.answer import answer_section
from muster.report.risk.assumptions import assumptions_section
from muster.report.risk.bottleneck_heatmap import bottleneck_heatmap
from muster.report.risk.costs import costs_section
from muster.report.risk.date_intervals import date_intervals
from muster.report.risk.drivers import driver_bars
from muster.report.risk.failures import failures_section
from muster.report.risk.fan_charts import fan_charts
from muster.report.risk.on_time import on_time_chances
from muster.report.risk.reproduce import origin_points, reproduce_section
from muster.report.risk.risk_view import RiskView
from muster.risk import RiskResult
from muster.text import _, is_right_to_left, language


def build_risk_report(result: RiskResult) -> Report:
    """The account of a sweep in the reader's language."""
    view = RiskView(result)
    sections = (
        answer_section(view),
        picture_section(
            view, "requests", _("Requests: dates and chances"), date_intervals, on_time_chances, fan_charts
        ),
        picture_section(view, "held", _("What holds requests back, and how often"), bottleneck_heatmap),
        picture_section(view, "drivers", _("What to ask for next"), driver_bars),
        costs_section(view),
        failures_section(view),
        assumptions_section(view),
        reproduce_section(view),
    )
    return Report(
        title=view.title,
        subtitle=view.subtitle,
        proof_status=_("Today's plan: {standing}").format(standing=proof_sentence(view.plan)),
        is_proved=view.plan.status == "optimal",
        language=language(),
        right_to_left=is_right_to_left(),
        sections=tuple(section for section in sections if section is not None),
        origin=origin_points(view),
    )
