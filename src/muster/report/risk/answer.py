"""The answer first: which reading, how sure each request is, what re-planning is worth, what to ask for."""

from __future__ import annotations

from muster.plans.tables.requests import Served
from muster.report.blocks import Column, Point, Points, Section, Table, Words
from muster.report.risk.risk_view import RiskReading
from muster.risk.analysis import sentences as words
from muster.text import _, day, listed, ngettext, number

MOST_TOLD = 20
MOST_ROWS = 200


def answer(reading: RiskReading) -> Section:
    """The reading and the draws, a sentence for each request that is not sure, then what matters beside."""
    result = reading.result
    unsure = [one for one in reading.least_sure if _chance(reading, one) < 1]
    told = tuple(Point(_about(reading, one), _sentence(reading, one)) for one in unsure[:MOST_TOLD])
    more = len(unsure) - len(told)
    left_out = ngettext("{count} more request is not sure.", "{count} more requests are not sure.", more)
    blocks: list[Words | Points | Table] = [
        Words(words.about(result.reading)),
        Words(listed(words.drawn(result), " ")),
        Words(_counts(reading, len(unsure))),
        Points(told, left_out.format(count=more) if more > 0 else ""),
        Points(tuple(_beside(reading))),
        _table(reading),
    ]
    return Section("answer", _("The answer"), tuple(one for one in blocks if not isinstance(one, Points) or one.items))


def _chance(reading: RiskReading, one: Served) -> float:
    return reading.told[reading.result.reading][one.want.request]["met_by_due"] or 0.0


def _counts(reading: RiskReading, unsure: int) -> str:
    sure = len(reading.served) - unsure
    told = [
        ngettext(
            "{count} of {all} requests is on time in every draw.", "{count} of {all} requests are on time in every "
            "draw.",
            sure,
        ).format(count=number(sure), all=number(len(reading.served)))
    ]  # fmt: skip
    if unsure:
        told.append(_("The others, by priority and the least sure first:"))
    return listed(told, " ")


def _about(reading: RiskReading, one: Served) -> str:
    return _("{request}: {wants} for {party}, priority {priority}").format(
        request=one.want.request,
        wants=reading.names.wants(one.want.wants),
        party=reading.names.of("party", one.want.party),
        priority=one.want.priority,
    )


def _sentence(reading: RiskReading, one: Served) -> str:
    told = reading.told[reading.result.reading][one.want.request]
    by = {p: reading.end_of(first) for p, first in told["filled_on"].items()}
    chance = told["met_by_due"]
    sentences = [_("On time in {chance} of the draws.").format(chance=words.percent(chance))] if chance else []
    if not chance:
        sentences.append(_("On time in no draw."))
    sentences.append(_filled({p: day(last) for p, last in by.items() if last is not None}))
    return listed([*sentences, _planned(one)], " ")


def _filled(by: dict[str, str]) -> str:
    """When it is filled with which chance, dates that are the same told once."""
    if "p50" not in by:
        return _("In half of the draws or more it is not filled within the plan.")
    if "p80" not in by:
        return _("Filled by {p50} in half of the draws; in 20 of 100 or more it never is.").format(**by)
    if "p95" not in by:
        if by["p50"] == by["p80"]:
            return _("Filled by {p80} in 80 of 100 draws; in 5 of 100 or more it never is.").format(**by)
        text = _("Filled by {p50} in half of the draws, by {p80} in 80 of 100; in 5 of 100 or more it never is.")
        return text.format(**by)
    if by["p50"] == by["p95"]:
        return _("Filled by {p95} in 95 of 100 draws.").format(**by)
    if by["p50"] == by["p80"]:
        return _("Filled by {p80} in 80 of 100 draws, by {p95} in 95 of 100.").format(**by)
    return _("Filled by {p50} in half of the draws, by {p80} in 80 of 100, by {p95} in 95 of 100.").format(**by)


def _planned(one: Served) -> str:
    if one.filled_by is None:
        return _("As planned today it is never filled.")
    return _("As planned today: {day}.").format(day=day(one.filled_by))


def _beside(reading: RiskReading) -> list[Point]:
    result = reading.result
    told = (
        (_("Re-planning and knowing"), words.gap(result)),
        (_("Bottlenecks"), words.held(result, reading.name)),
        (_("What to ask for next"), words.drivers(result, reading.name)),
    )
    return [Point(about, listed(sentences, " ")) for about, sentences in told if sentences]


def _table(reading: RiskReading) -> Table:
    own, other = (reading.told[name] for name in (reading.result.reading, reading.other))
    chance = (
        _("on time, planned with foresight, %") if reading.other == "knowing" else _("on time, as planned today, %")
    )
    columns = (
        Column(_("request")), Column(_("what")), Column(_("recipient")), Column(_("priority"), "number"),
        Column(_("filled by, as planned today"), "day"), Column(_("on time, %"), "number"), Column(_("50 % by"), "day"),
        Column(_("80 % by"), "day"), Column(_("95 % by"), "day"), Column(_("late unit-buckets, 50 %"), "number"),
        Column(_("80 %"), "number"), Column(chance, "number"),
    )  # fmt: skip
    rows = tuple(
        (
            one.want.request, reading.names.wants(one.want.wants), reading.names.of("party", one.want.party),
            one.want.priority, one.filled_by, per_cent(own[one.want.request]["met_by_due"]),
            *(reading.end_of(own[one.want.request]["filled_on"][p]) for p in ("p50", "p80", "p95")),
            *(own[one.want.request]["late_unit_buckets"][p] for p in ("p50", "p80")),
            per_cent(other[one.want.request]["met_by_due"]),
        )
        for one in reading.served[:MOST_ROWS]
    )  # fmt: skip
    left_out = max(0, len(reading.served) - MOST_ROWS)
    caption = _("All requests, by priority; a dash: not within the plan")
    return Table("requests", caption, columns, rows, left_out, "requests.parquet")


def per_cent(chance: float | None) -> float | None:
    """A chance as a figure of a table."""
    return None if chance is None else round(100 * chance, 1)
