"""The certificate in words: what is proved, tier by tier, and how a sceptic can check it."""

from __future__ import annotations

import math

from muster.report.blocks import Block, Column, Section, Table, Words
from muster.report.plan_view import Reading
from muster.report.proof_status import standing
from muster.text import _


def certificate(reading: Reading) -> Section:
    """What each tier reaches and what is proved to be out of reach."""
    found = reading.plan.certificate
    assert found is not None
    rows = tuple(
        (
            tier_in_words(tier.name),
            tier.value,
            tier.bound if math.isfinite(tier.bound) else None,
            _small(tier.gap),
            _small(tier.primal_residual),
            _small(tier.dual_residual),
        )
        for tier in found.tiers
    )
    columns = (
        Column(_("tier")), Column(_("value"), "number"), Column(_("proved bound"), "number"), Column(_("gap")),
        Column(_("largest violation")), Column(_("dual residual")),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Words(standing(reading.plan)),
        Words(
            _(
                "The plan decides in tiers, one after the other: a later tier chooses only among the plans that are "
                "best in all the earlier ones, so a request of a lower priority never takes from a higher one."
            )
        ),
        Words(
            _(
                "For each tier the certificate gives a price to every rule. Multiply each rule by its price and add "
                "them all up, and what comes out is a figure below which no plan can go that keeps the rules: the "
                "proved bound. This plan's value lies at the bound, so no better plan exists for these figures."
            )
            if reading.plan.status == "optimal"
            else _(
                "For each tier the certificate gives, where it can, a figure below which no plan can go that keeps the "
                "rules: the proved bound. Where this plan's value lies above it, a better plan may exist; by how much "
                "at the most is the gap."
            )
        ),
        Words(
            _(
                "Values, bounds and residuals are computed by muster from the plan's own levels and prices, and not "
                "taken from the solver. {command} computes all of it anew from the plan folder alone, and finds every "
                "changed byte."
            ).format(command="muster verify PLAN")
        ),
        Words(
            _(
                "What this does not prove: that the figures are right. A proof is only about the tables as they were "
                "given."
            )
        ),
        Table("certificate", _("Tiers in their order"), columns, rows),
    )  # fmt: skip
    return Section("certificate", _("The proof"), blocks)


def tier_in_words(name: str) -> str:
    """A tier as people say it."""
    kind, _slash, number = name.partition("/")
    words = {
        "requests": _("requests of priority {priority}: lateness").format(priority=number),
        "share": _("requests of priority {priority}: how evenly lateness is shared").format(priority=number),
        "reserves": _("reserves: gaps to the targets"),
        "cost": _("cost"),
        "calm": _("calm: nothing is done without need"),
        "value": _("value: money gained"),
    }
    return words.get(kind, name)


def _small(figure: float | None) -> str:
    return "—" if figure is None or not math.isfinite(figure) else f"{figure:.1e}"
