"""The account of a plan: the answer first, then pictures, then what it rests on and how it is proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from muster.plans import Plan
from muster.report.blocks import Report, Section, picture_section
from muster.report.charts.consents import consent_strips
from muster.report.charts.contributions import contribution_charts
from muster.report.charts.fill import fill_curves
from muster.report.charts.lateness_heatmap import lateness_heatmap
from muster.report.charts.loads import load_charts
from muster.report.charts.money import money_charts
from muster.report.charts.pledges import pledge_bars
from muster.report.charts.sankey import sankey_charts
from muster.report.charts.stocks import stock_charts
from muster.report.plan.answer import answer_section
from muster.report.plan.certificate import certificate_section
from muster.report.plan.horizon import horizon_section
from muster.report.plan.problems import problems_section
from muster.report.plan.reproduce import origin_points, reproduce_section
from muster.report.plan.sources import assumptions_section, sources_section
from muster.report.plan_view import PlanView
from muster.report.proof_status import proof_sentence
from muster.text import _, is_right_to_left, language

if TYPE_CHECKING:
    from muster.explain import Explanation
    from muster.report.explanation_view import ExplanationView


def build_plan_report(plan: Plan, explanation: Explanation | None = None) -> Report:
    """The account of a plan, explained if there is an explanation of it, in the reader's language.

    Refuses (`UnsolvedPlanError`) a plan that is none.
    """
    view = PlanView(plan, explanation)
    explanation_view = explanation_view_of(view)
    sections = (
        answer_section(view, explanation_view),
        *_explanation_sections(explanation_view),
        picture_section(view, "requests", _("Requests"), fill_curves, lateness_heatmap),
        picture_section(
            view,
            "supply",
            _("Plants, stocks and who gives"),
            load_charts,
            stock_charts,
            contribution_charts,
            sankey_charts,
        ),
        picture_section(view, "promises", _("Pledges, consents and money"), pledge_bars, consent_strips, money_charts),
        horizon_section(view),
        assumptions_section(view),
        problems_section(view),
        sources_section(view),
        certificate_section(view),
        reproduce_section(view),
    )
    return Report(
        title=view.title,
        subtitle=view.subtitle,
        proof_status=proof_sentence(plan),
        is_proved=plan.status == "optimal",
        language=language(),
        right_to_left=is_right_to_left(),
        sections=tuple(section for section in sections if section is not None),
        origin=origin_points(view),
    )


def explanation_view_of(view: PlanView) -> ExplanationView | None:
    """The plan's explanation, if it has one; a plan that is not explained does not load what explains."""
    if view.explanation is None:
        return None
    from muster.report.explanation_view import ExplanationView

    return ExplanationView(view)


def _explanation_sections(view: ExplanationView | None) -> Iterator[Section]:
    """Sections that need an explanation."""
    if view is not None:
        from muster.report.plan.bottlenecks import bottlenecks_section
        from muster.report.plan.parties import party_sections

        yield bottlenecks_section(view)
        yield from party_sections(view)
