"""Whether a plan is proved, in one sentence that every page shows (C14)."""

from __future__ import annotations

from muster.plans import Plan
from muster.text import _
from muster.tolerances import PRIMAL


def standing(plan: Plan) -> str:
    """What the certificate says of the plan."""
    assert plan.certificate is not None
    gap, primal = plan.certificate.gap, plan.certificate.primal_residual
    if plan.status == "optimal":
        words = _("Proven optimal in every tier; largest gap {gap}, largest violation {primal} (scaled).")
    elif primal <= PRIMAL:
        words = _("NOT PROVEN OPTIMAL: a plan that keeps every rule, largest gap {gap}.")
    else:
        words = _("NOT PROVEN, and a rule is broken by up to {primal} (scaled); largest gap {gap}.")
    shown = f"{gap:.1e}" if gap < float("inf") else _("not known")
    return words.format(gap=shown, primal=f"{primal:.1e}")
