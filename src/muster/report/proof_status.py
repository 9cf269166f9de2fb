"""Status of the proof in one sentence that every page shows (C14)."""

from __future__ import annotations

from muster.plans import Plan
from muster.text import _
from muster.tolerances import PRIMAL


def proof_sentence(plan: Plan) -> str:
    """Statement of the certificate about the plan."""
    assert plan.certificate is not None
    gap, primal = plan.certificate.gap, plan.certificate.primal_residual
    if plan.status == "optimal":
        template = _("Proven optimal in every tier; largest gap {gap}, largest violation {primal} (scaled).")
    elif primal <= PRIMAL:
        template = _("NOT PROVEN OPTIMAL: a plan that keeps every rule, largest gap {gap}.")
    else:
        template = _("NOT PROVEN, and a rule is broken by up to {primal} (scaled); largest gap {gap}.")
    gap_text = f"{gap:.1e}" if gap < float("inf") else _("not known")
    return template.format(gap=gap_text, primal=f"{primal:.1e}")
