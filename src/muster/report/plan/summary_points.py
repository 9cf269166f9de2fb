"""One sentence each on what limits a plan besides its plants: money, consents, floors, pledges and assumptions."""

from __future__ import annotations

import polars as pl

from muster.plans import Plan
from muster.problems import count_by_severity
from muster.report.blocks import Point
from muster.text import _, join_list, ngettext, number
from muster.tolerances import FILLED


def summary_points(plan: Plan) -> tuple[Point, ...]:
    """All five, in the order in which a meeting asks for them."""
    return money_point(plan), consents_point(plan), floors_point(plan), pledges_point(plan), assumptions_point(plan)


def money_point(plan: Plan) -> Point:
    """Money spent, funds that are used up, and cost that no fund covers."""
    if not plan.cost and not has_funds(plan):
        return Point(_("Money"), _("Nothing is spent."))
    template = _("No fund has to pay {unlimited} of {total} {currency} (that part is not limited); used up: {funds}.")
    return Point(
        _("Money"),
        template.format(
            total=number(round(plan.cost or 0.0)),
            currency=plan.scenario.settings.currency,
            unlimited=number(round(unfunded_cost(plan))),
            funds=join_list(exhausted_funds(plan)) or _("none"),
        ),
    )


def has_funds(plan: Plan) -> bool:
    """True if the scenario has funds."""
    return not plan.scenario.tables["funds"].is_empty()


def unfunded_cost(plan: Plan) -> float:
    """Cost covered by no fund, in the scenario's currency."""
    return float(plan.tables["spending"].filter(pl.col("fund").is_null())["amount"].sum())


def exhausted_funds(plan: Plan) -> list[str]:
    """Funds of which all money is spent, in order of ids."""
    available: dict[str, float] = {}
    for row in plan.scenario.tables["funds"].iter_rows(named=True):
        amount = float("inf") if row["amount"] is None else row["amount"]
        available[row["fund"]] = available.get(row["fund"], 0.0) + amount
    payments = plan.tables["spending"].drop_nulls("fund").group_by("fund", maintain_order=True)
    spent = dict(payments.agg(pl.col("amount").sum()).iter_rows())
    return sorted(fund for fund, amount in available.items() if spent.get(fund, 0.0) >= amount * (1 - FILLED))


def consents_point(plan: Plan) -> Point:
    """Consents not granted that would be worth something; all of them where no worth is known."""
    refused = plan.tables["consents"].filter(pl.col("decision").is_in(["withheld", "undecided"]))
    unknown = refused["worth"].is_null().any()
    blocked = (
        refused.filter(pl.col("worth").is_null() | (pl.col("worth") > 0))
        .select("party", "wants", "decision")
        .unique(maintain_order=True)
    )
    if blocked.is_empty():
        return Point(_("Consents"), _("None keeps anything back."))
    decisions = {"withheld": _("withheld"), "undecided": _("undecided")}
    names = [
        _("{consent} ({decision})").format(consent=f"{party}/{wants}", decision=decisions[decision])
        for party, wants, decision in blocked.iter_rows()
    ]
    if unknown:
        template = _("Not granted: {consents}. This plan has no worths, so what they keep back is not known.")
        return Point(_("Consents"), template.format(consents=join_list(names)))
    return Point(_("Consents"), _("These keep goods back: {consents}.").format(consents=join_list(names)))


def floors_point(plan: Plan) -> Point:
    """Number of floors exactly reached, and of targets missed."""
    reserves = plan.tables["reserves"].filter(pl.col("floor") > 0)
    keys = ["party", "location", "item"]
    binding = reserves.filter(pl.col("counted") <= pl.col("floor") * (1 + FILLED)).select(keys).unique()
    if plan.tables["reserves"].is_empty():
        return Point(_("Floors"), _("No reserves are set."))
    gaps = plan.tables["reserves"].filter((pl.col("target") > 0) & (pl.col("gap") > FILLED * pl.col("target")))
    short = gaps.select(keys).unique()
    return Point(
        _("Floors"),
        _("{binding} of {all} floors are reached at some time; {short} targets are missed at some time.").format(
            binding=len(binding), all=len(reserves.select(keys).unique()), short=len(short)
        ),
    )


def pledges_point(plan: Plan) -> Point:
    """Number of pledges that the plan keeps by their dates; the others may not be needed that early."""
    pledges = plan.tables["pledges"]
    if pledges.is_empty():
        return Point(_("Pledges"), _("None is on record."))
    return Point(
        _("Pledges"),
        _(
            "The plan hands over what {kept} of {all} promise by their dates; what it does not need that early it "
            "leaves until it is due."
        ).format(kept=int(pledges["kept"].sum()), all=len(pledges)),
    )


def assumptions_point(plan: Plan) -> Point:
    """Share that rests on assumed capacity, and the number of warnings and notes."""
    resources = plan.tables["resources"].filter(pl.col("basis").is_not_null())
    assumed = resources.filter(pl.col("basis") == "assumed")["resource"].n_unique()
    counts = count_by_severity(plan.problems)
    warnings = ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"])
    notes = ngettext("{count} note", "{count} notes", counts["note"]).format(count=counts["note"])
    if resources.is_empty():
        return Point(
            _("Assumptions"),
            _("None on capacity; {warnings}, {notes} (muster check).").format(warnings=warnings, notes=notes),
        )
    return Point(
        _("Assumptions"),
        _("{assumed} of {all} resources rest on assumed capacity; {warnings}, {notes} (muster check).").format(
            assumed=assumed, all=resources["resource"].n_unique(), warnings=warnings, notes=notes
        ),
    )
