"""What a sweep says, in sentences: the same in the terminal and in the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import NormalDist
from typing import Any

from muster.risk.analysis.result import Result
from muster.risk.analysis.sensitivity import Driver
from muster.risk.sampling.labels import Name, called, plain
from muster.text import _, day, ngettext, number

FEW = 5
TRIFLE = 0.02
"""A share of the variance that is not worth a sentence."""
DUST = 1e-6
"""How late is not late at all: what a solver may leave."""


def percent(chance: float | None) -> str:
    """A chance for people; a chance that is not quite 0 or 100 % is not shown as that."""
    if chance is None:
        return "—"
    if 0 < chance < 0.005:
        return "< 1 %"
    if 0.995 < chance < 1:
        return "> 99 %"
    return f"{100 * chance:.0f} %"


def drawn(result: Result) -> list[str]:
    """How many draws of what, how far they can be trusted, and what went wrong."""
    figures = result.job.figures
    given = sum(figure.given for figure in figures)
    count = len(figures) - given
    told = [
        ngettext(
            "{count} draw of {given} figures of the table uncertainties and {defaults} defaults; seed {seed}.",
            "{count} draws of {given} figures of the table uncertainties and {defaults} defaults; seed {seed}.",
            result.draws,
        ).format(count=number(result.draws), given=given, defaults=count, seed=result.job.seed)
    ]
    if count:
        told.append(_("The defaults rest on ten public promises of five cases only; your own rows take their place."))
    if not figures:
        told.append(_("Nothing is unsure in this scenario: every draw is today's plan."))
    if result.failed:
        first = ", ".join(str(draw) for draw in sorted(result.failed)[:FEW])
        told.append(
            ngettext(
                "{count} draw came to no plan and is not counted below; risk.json names it ({first}).",
                "{count} draws came to no plan and are not counted below; risk.json names them ({first} …).",
                len(result.failed),
            ).format(count=len(result.failed), first=first)
        )
    if result.unproved:
        told.append(
            ngettext(
                "In {count} draw the plan with foresight is not proved to be the best.",
                "In {count} draws the plan with foresight is not proved to be the best.",
                result.unproved,
            ).format(count=number(result.unproved))
        )
    if result.broken:
        told.append(
            ngettext(
                "Carrying out today's plan broke a hard rule in {count} bucket of all draws together.",
                "Carrying out today's plan broke a hard rule in {count} buckets of all draws together.",
                result.broken,
            ).format(count=number(result.broken))
        )
    return told


def about(reading: str) -> str:
    """What a reading is."""
    if reading == "fixed":
        return _(
            "Reading fixed: today's plan is carried out in each draw; what cannot be done is done as soon as it can, "
            "in the plan's order."
        )
    return _("Reading knowing: each draw is planned with foresight; nobody can do better, and nobody knows so much.")


def gap(result: Result) -> list[str]:
    """What re-planning and knowing are worth: in all, and for the requests that gain most."""
    carried, known = (result.readings[name] for name in ("fixed", "knowing"))
    differ = [
        ((two["met_by_due"] or 0.0) - one["met_by_due"], one, two)
        for one, two in zip(carried, known, strict=True)
        if one["met_by_due"] is not None and (two["met_by_due"] or 0.0) - one["met_by_due"] >= 0.005
    ]
    first = result.classes
    told = []
    if first["fixed"] is not None and first["knowing"] is not None and abs(first["gap"] or 0.0) > DUST:
        words = _(
            "What re-planning and knowing are worth: the first class is on the mean late by {knowing} if each draw is "
            "planned knowing it, by {fixed} if today's plan is carried out."
        )
        late = {name: number(0.0 if abs(mean) <= DUST else mean, 4) for name, mean in first.items() if mean is not None}
        told.append(words.format(knowing=late["knowing"], fixed=late["fixed"]))
    for _gain, one, two in sorted(differ, key=lambda three: (-three[0], three[1]["request"]))[:FEW]:
        words = _("{request} is on time in {fixed} of the draws as planned today, in {knowing} with foresight.")
        chances = {"fixed": percent(one["met_by_due"]), "knowing": percent(two["met_by_due"])}
        told.append(words.format(request=one["request"], **chances))
    return told


def held(result: Result, name: Name = plain) -> list[str]:
    """The likeliest bottlenecks, and when."""
    told = []
    for one in result.bottlenecks[:FEW]:
        worst: dict[str, Any] = max(one["by_bucket"], key=lambda two: two["chance"])
        words = _("{resource} holds a request back in {chance} of the draws, most often in the bucket from {bucket}.")
        told.append(
            words.format(
                resource=name("resource", one["id"]),
                chance=percent(one["chance"]),
                bucket=day(date.fromisoformat(worst["bucket"])),
            )
        )
    return told


def drivers(result: Result, name: Name = plain) -> list[str]:
    """What to ask for next: figures whose share, alone or in all, stands clear of its error."""
    if not result.drivers:
        return []
    clear = sorted(standing_out(result.drivers), key=lambda one: -weight(one))
    if not clear:
        return [_("No single figure stands out with so few draws; more draws tell which to ask for next.")]
    return [_driver(one, called(one.of, one.id, one.column, name)) for one in clear[:FEW]]


def standing_out(drivers: Sequence[Driver]) -> list[Driver]:
    """Figures of which what they matter is clear of its error, and no trifle.

    Clear means that of so many figures of which none matters, in 19 of 20 sweeps none would be named (Bonferroni).
    """
    errors = max(2.0, NormalDist().inv_cdf(1.0 - 0.05 / max(1, len(drivers))))
    return [
        one
        for one in drivers
        if any(
            figure is not None and error is not None and figure > max(TRIFLE, errors * error)
            for figure, error in ((one.share, one.error), (one.total, one.total_error))
        )
    ]


def weight(one: Driver) -> float:
    """What a figure matters, with all that it does together with others where that is known."""
    return one.share if one.total is None else one.total


def _driver(one: Driver, figure: str) -> str:
    facts = {"figure": figure, "share": percent(one.share), "error": percent(one.error)}
    if one.total is None:
        words = _(
            "Of the variance of how late everything is, {share} would go if one knew this: {figure} (give or take "
            "{error})."
        )
        return words.format(**facts)
    facts |= {"total": percent(one.total), "left_error": percent(one.total_error)}
    if one.share > one.total:
        words = _(
            "Of the variance of how late everything is, {total} would be left if one knew all but this: {figure} (give "
            "or take {left_error})."
        )
        return words.format(**facts)
    words = _(
        "Of the variance of how late everything is, {share} would go if one knew this: {figure} (give or take "
        "{error}); {total} would be left if one knew all but this (give or take {left_error})."
    )
    return words.format(**facts)
