"""One sentence each on what limits a plan besides its plants: money, consents, floors, pledges and assumptions."""

from __future__ import annotations

import polars as pl

from muster.plans import Plan
from muster.problems import counted
from muster.report.blocks import Point
from muster.text import _, listed, ngettext, number
from muster.tolerances import FILLED


def limits(plan: Plan) -> tuple[Point, ...]:
    """All five, in the order in which a meeting asks for them."""
    return money(plan), consents(plan), floors(plan), pledges(plan), assumptions(plan)


def money(plan: Plan) -> Point:
    """What is spent, which funds are used up, and what no fund has to pay."""
    spending = plan.tables["spending"]
    unlimited = float(spending.filter(pl.col("fund").is_null())["amount"].sum())
    given: dict[str, float] = {}
    for row in plan.scenario.tables["funds"].iter_rows(named=True):
        amount = float("inf") if row["amount"] is None else row["amount"]
        given[row["fund"]] = given.get(row["fund"], 0.0) + amount
    spent = dict(
        spending.drop_nulls("fund").group_by("fund", maintain_order=True).agg(pl.col("amount").sum()).iter_rows()
    )
    empty = sorted(fund for fund, amount in given.items() if spent.get(fund, 0.0) >= amount * (1 - FILLED))
    if not plan.cost and not given:
        return Point(_("Money"), _("Nothing is spent."))
    words = _("No fund has to pay {unlimited} of {total} {currency} (that part is not limited); used up: {funds}.")
    return Point(
        _("Money"),
        words.format(
            total=number(round(plan.cost or 0.0)),
            currency=plan.scenario.settings.currency,
            unlimited=number(round(unlimited)),
            funds=listed(empty) or _("none"),
        ),
    )


def consents(plan: Plan) -> Point:
    """Which consents that are not granted would be worth something; all of them where no worth is known."""
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
    named = [
        _("{consent} ({decision})").format(consent=f"{party}/{wants}", decision=decisions[decision])
        for party, wants, decision in blocked.iter_rows()
    ]
    if unknown:
        words = _("Not granted: {consents}. This plan has no worths, so what they keep back is not known.")
        return Point(_("Consents"), words.format(consents=listed(named)))
    return Point(_("Consents"), _("These keep goods back: {consents}.").format(consents=listed(named)))


def floors(plan: Plan) -> Point:
    """How many floors stand exactly at their level, and how many targets are missed."""
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


def pledges(plan: Plan) -> Point:
    """How many pledges the plan keeps by their dates; those it does not keep it may not need that early."""
    told = plan.tables["pledges"]
    if told.is_empty():
        return Point(_("Pledges"), _("None is on record."))
    return Point(
        _("Pledges"),
        _(
            "The plan hands over what {kept} of {all} promise by their dates; what it does not need that early it "
            "leaves until it is due."
        ).format(kept=int(told["kept"].sum()), all=len(told)),
    )


def assumptions(plan: Plan) -> Point:
    """How much rests on assumed capacity, and how many warnings and notes there are."""
    resources = plan.tables["resources"].filter(pl.col("basis").is_not_null())
    assumed = resources.filter(pl.col("basis") == "assumed")["resource"].n_unique()
    counts = counted(plan.problems)
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
