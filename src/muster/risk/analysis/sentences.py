"""Results of a sweep in sentences: the same in the terminal and in the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import NormalDist
from typing import Any

from muster.risk.analysis.result import RiskResult
from muster.risk.analysis.sensitivity import Driver
from muster.risk.sampling.labels import DisplayName, id_as_name, input_label
from muster.text import _, day, ngettext, number

MOST_SENTENCES = 5
SMALLEST_SHARE = 0.02
"""A share of the variance that is not worth a sentence."""
LATENESS_TOLERANCE = 1e-6
"""Lateness that counts as none: within the solver's tolerance."""


def format_chance(chance: float | None) -> str:
    """A chance for people; a chance that is not quite 0 or 100 % is not shown as that."""
    if chance is None:
        return "—"
    if 0 < chance < 0.005:
        return "< 1 %"
    if 0.995 < chance < 1:
        return "> 99 %"
    return f"{100 * chance:.0f} %"


def draw_sentences(result: RiskResult) -> list[str]:
    """Number of draws and of inputs, their reliability, and failures."""
    inputs = result.job.inputs
    given_count = sum(uncertain.given for uncertain in inputs)
    default_count = len(inputs) - given_count
    sentences = [
        ngettext(
            "{count} draw of {given} figures of the table uncertainties and {defaults} defaults; seed {seed}.",
            "{count} draws of {given} figures of the table uncertainties and {defaults} defaults; seed {seed}.",
            result.draws,
        ).format(count=number(result.draws), given=given_count, defaults=default_count, seed=result.job.seed)
    ]
    if default_count:
        sentences.append(
            _("The defaults rest on ten public promises of five cases only; your own rows take their place.")
        )
    if not inputs:
        sentences.append(_("Nothing is unsure in this scenario: every draw is today's plan."))
    if result.failed:
        first = ", ".join(str(draw) for draw in sorted(result.failed)[:MOST_SENTENCES])
        sentences.append(
            ngettext(
                "{count} draw came to no plan and is not counted below; risk.json names it ({first}).",
                "{count} draws came to no plan and are not counted below; risk.json names them ({first} …).",
                len(result.failed),
            ).format(count=len(result.failed), first=first)
        )
    if result.unproved_draws:
        sentences.append(
            ngettext(
                "In {count} draw the plan with foresight is not proved to be the best.",
                "In {count} draws the plan with foresight is not proved to be the best.",
                result.unproved_draws,
            ).format(count=number(result.unproved_draws))
        )
    if result.broken_buckets:
        sentences.append(
            ngettext(
                "Carrying out today's plan broke a hard rule in {count} bucket of all draws together.",
                "Carrying out today's plan broke a hard rule in {count} buckets of all draws together.",
                result.broken_buckets,
            ).format(count=number(result.broken_buckets))
        )
    return sentences


def reading_sentence(reading: str) -> str:
    """Meaning of a reading."""
    if reading == "fixed":
        return _(
            "Reading fixed: today's plan is carried out in each draw; what cannot be done is done as soon as it can, "
            "in the plan's order."
        )
    return _("Reading knowing: each draw is planned with foresight; nobody can do better, and nobody knows so much.")


def gap_sentences(result: RiskResult) -> list[str]:
    """Value of re-planning and foresight: in all, and for the requests that gain most."""
    fixed, knowing = (result.readings[name] for name in ("fixed", "knowing"))
    differences = [
        ((with_foresight["met_by_due"] or 0.0) - as_planned["met_by_due"], as_planned, with_foresight)
        for as_planned, with_foresight in zip(fixed, knowing, strict=True)
        if as_planned["met_by_due"] is not None
        and (with_foresight["met_by_due"] or 0.0) - as_planned["met_by_due"] >= 0.005
    ]
    first_class = result.first_class_lateness
    sentences = []
    if (
        first_class["fixed"] is not None
        and first_class["knowing"] is not None
        and abs(first_class["gap"] or 0.0) > LATENESS_TOLERANCE
    ):
        words = _(
            "What re-planning and knowing are worth: the first class is on the mean late by {knowing} if each draw is "
            "planned knowing it, by {fixed} if today's plan is carried out."
        )
        late = {
            name: number(0.0 if abs(mean) <= LATENESS_TOLERANCE else mean, 4)
            for name, mean in first_class.items()
            if mean is not None
        }
        sentences.append(words.format(knowing=late["knowing"], fixed=late["fixed"]))
    for _gain, as_planned, with_foresight in sorted(
        differences, key=lambda difference: (-difference[0], difference[1]["request"])
    )[:MOST_SENTENCES]:
        words = _("{request} is on time in {fixed} of the draws as planned today, in {knowing} with foresight.")
        chances = {
            "fixed": format_chance(as_planned["met_by_due"]),
            "knowing": format_chance(with_foresight["met_by_due"]),
        }
        sentences.append(words.format(request=as_planned["request"], **chances))
    return sentences


def bottleneck_sentences(result: RiskResult, display_name: DisplayName = id_as_name) -> list[str]:
    """The likeliest bottlenecks, and when."""
    sentences = []
    for bottleneck in result.bottlenecks[:MOST_SENTENCES]:
        worst: dict[str, Any] = max(bottleneck["by_bucket"], key=lambda bucket: bucket["chance"])
        words = _("{resource} holds a request back in {chance} of the draws, most often in the bucket from {bucket}.")
        sentences.append(
            words.format(
                resource=display_name("resource", bottleneck["id"]),
                chance=format_chance(bottleneck["chance"]),
                bucket=day(date.fromisoformat(worst["bucket"])),
            )
        )
    return sentences


def driver_sentences(result: RiskResult, display_name: DisplayName = id_as_name) -> list[str]:
    """Figures to ask for next: those whose share, alone or in all, is clear of its error."""
    if not result.drivers:
        return []
    significant = sorted(significant_drivers(result.drivers), key=lambda driver: -influence_of(driver))
    if not significant:
        return [_("No single figure stands out with so few draws; more draws tell which to ask for next.")]
    return [
        _driver_sentence(driver, input_label(driver.of, driver.id, driver.column, display_name))
        for driver in significant[:MOST_SENTENCES]
    ]


def significant_drivers(drivers: Sequence[Driver]) -> list[Driver]:
    """Figures of which what they matter is clear of its error, and no trifle.

    Clear means that of so many figures of which none matters, in 19 of 20 sweeps none would be named (Bonferroni).
    """
    error_multiple = max(2.0, NormalDist().inv_cdf(1.0 - 0.05 / max(1, len(drivers))))
    return [
        driver
        for driver in drivers
        if any(
            estimate is not None and error is not None and estimate > max(SMALLEST_SHARE, error_multiple * error)
            for estimate, error in ((driver.share, driver.error), (driver.total, driver.total_error))
        )
    ]


def influence_of(driver: Driver) -> float:
    """Influence of an input, with its interactions where they are known."""
    return driver.share if driver.total is None else driver.total


def _driver_sentence(driver: Driver, figure: str) -> str:
    facts = {"figure": figure, "share": format_chance(driver.share), "error": format_chance(driver.error)}
    if driver.total is None:
        words = _(
            "Of the variance of how late everything is, {share} would go if one knew this: {figure} (give or take "
            "{error})."
        )
        return words.format(**facts)
    facts |= {"total": format_chance(driver.total), "left_error": format_chance(driver.total_error)}
    if driver.share > driver.total:
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
