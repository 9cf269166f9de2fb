"""Labels of causes by the names that readers know: proved where the plan is explained, else likely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from muster.plans.likely_causes import LikelyCause
from muster.plans.limit_weights import CONSENT, LIMITS
from muster.report.cell_format import SEMICOLON
from muster.report.plan_view import PlanView
from muster.text import _, isolate_in_rtl, join_list

if TYPE_CHECKING:
    from muster.report.explanation_view import ExplanationView

_RESOURCE_MESSAGES = frozenset(LIMITS[family] for family in ("capacity", "ramp"))
_STOCK_MESSAGES = frozenset(LIMITS[family] for family in ("floor", "storage"))
_CONSENT_MESSAGES = frozenset((CONSENT, LIMITS["consent"]))


def causes_label(view: PlanView, explanation_view: ExplanationView | None, request: str) -> str:
    """Of an explained plan what is proved, what gains most first; else a best guess from worth, the likeliest first."""
    if explanation_view is not None:
        return explanation_view.causes_label(request)
    return join_list(
        (isolate_in_rtl(likely_cause_label(view, cause)) for cause in view.plan.guesses.get(request, ())), SEMICOLON
    )


def likely_cause_label(view: PlanView, cause: LikelyCause) -> str:
    name = cause.id
    if cause.message in _RESOURCE_MESSAGES:
        name = view.names.name_of("resource", name)
    elif cause.message in _STOCK_MESSAGES and name in view.names.stocks_by_id:
        name = view.names.stock_name(*view.names.stocks_by_id[name])
    elif cause.message in _CONSENT_MESSAGES and name in view.names.consents_by_id:
        name = view.names.consent_name(*view.names.consents_by_id[name])
    return _(cause.message).format(id=isolate_in_rtl(name))
