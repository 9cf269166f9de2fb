"""The certificate in words: what is proved, tier by tier, and how a sceptic can check it."""

from __future__ import annotations

import math

from muster.report.blocks import Block, Paragraph, ReportTable, Section, TableColumn
from muster.report.display_names import tier_label
from muster.report.plan_view import PlanView
from muster.report.proof_status import proof_sentence
from muster.text import _


def certificate_section(view: PlanView) -> Section:
    """Value of each tier, and the bound that no plan can pass."""
    certificate = view.plan.certificate
    assert certificate is not None
    rows = tuple(
        (
            tier_label(tier.name),
            tier.value,
            tier.bound if math.isfinite(tier.bound) else None,
            _format_small(tier.gap),
            _format_small(tier.primal_residual),
            _format_small(tier.dual_residual),
        )
        for tier in certificate.tiers
    )
    columns = (
        TableColumn(_("tier")), TableColumn(_("value"), "number"), TableColumn(_("proved bound"), "number"),
        TableColumn(_("gap")), TableColumn(_("largest violation")), TableColumn(_("dual residual")),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Paragraph(proof_sentence(view.plan)),
        Paragraph(
            _(
                "The plan decides in tiers, one after the other: a later tier chooses only among the plans that are "
                "best in all the earlier ones, so a request of a lower priority never takes from a higher one."
            )
        ),
        Paragraph(
            _(
                "For each tier the certificate gives a price to every rule. Multiply each rule by its price and add "
                "them all up, and what comes out is a figure below which no plan can go that keeps the rules: the "
                "proved bound. This plan's value lies at the bound, so no better plan exists for these figures."
            )
            if view.plan.status == "optimal"
            else _(
                "For each tier the certificate gives, where it can, a figure below which no plan can go that keeps the "
                "rules: the proved bound. Where this plan's value lies above it, a better plan may exist; by how much "
                "at the most is the gap."
            )
        ),
        Paragraph(
            _(
                "Values, bounds and residuals are computed by muster from the plan's own levels and prices, and not "
                "taken from the solver. {command} computes all of it anew from the plan folder alone, and finds every "
                "changed byte."
            ).format(command="muster verify PLAN")
        ),
        Paragraph(
            _(
                "What this does not prove: that the figures are right. A proof is only about the tables as they were "
                "given."
            )
        ),
        ReportTable(key="certificate", caption=_("Tiers in their order"), columns=columns, rows=rows),
    )  # fmt: skip
    return Section("certificate", _("The proof"), blocks)


def _format_small(figure: float | None) -> str:
    return "—" if figure is None or not math.isfinite(figure) else f"{figure:.1e}"
