"""The answer first: what is met and by when, what is not, what seems to hold it back, and what else limits the plan."""

from __future__ import annotations

from muster.plans.tables.requests import Served
from muster.report.blocks import Column, Point, Points, Section, Table, Words
from muster.report.cause_labels import causes
from muster.report.cell_format import quantity
from muster.report.plan.summary_points import limits
from muster.report.plan_view import Reading
from muster.text import _, day, listed, ngettext

MOST_TOLD = 20
"""Requests that are told of one by one; the table has all."""
MOST_ROWS = 200


def answer(reading: Reading) -> Section:
    """Counts, then every late or short request in a sentence, then money, consents, reserves, pledges, assumptions."""
    blocks = [Words(_counts(reading))]
    told = Points(tuple(_behind(reading, one) for one in _worst(reading)), _untold(len(reading.behind)))
    if reading.behind:
        blocks.append(Words(_how_known(reading)))
    return Section(
        "answer",
        _("The answer"),
        (*blocks, *((told,) if told.items else ()), Points(limits(reading.plan)), _table(reading)),
    )


def _how_known(reading: Reading) -> str:
    if reading.explanation is None:
        return _("What seems to hold each back is a best guess from worth; it is not proved.")
    return _("What is named is proved: the plan was solved again without it, and the request is less late then.")


def _counts(reading: Reading) -> str:
    late = [one for one in reading.behind if not one.short]
    short = len(reading.behind) - len(late)
    met = len(reading.served) - len(reading.behind)
    sentences = [
        ngettext(
            "{count} request is planned, up to {day}.", "{count} requests are planned, up to {day}.",
            len(reading.served),
        ).format(count=len(reading.served), day=day(reading.last_day)),
        ngettext(
            "{count} is met in full and on time.", "{count} are met in full and on time.", met
        ).format(count=met),
        ngettext(
            "{count} is met in full, but late.", "{count} are met in full, but late.", len(late)
        ).format(count=len(late)),
        ngettext(
            "{count} is still short when the plan ends.", "{count} are still short when the plan ends.", short
        ).format(count=short),
    ]  # fmt: skip
    return listed(sentences, " ")


def _worst(reading: Reading) -> list[Served]:
    """The late and short ones that are told: all if they are few, else the most late of each class in turn."""
    ranked = sorted(reading.behind, key=lambda one: (one.want.priority, -_part_late(one), one.want.request))
    return ranked[:MOST_TOLD]


def _part_late(one: Served) -> float:
    return one.late_unit_buckets / one.quantity if one.quantity else 0.0


def _untold(count: int) -> str:
    more = count - MOST_TOLD
    if more <= 0:
        return ""
    words = ngettext("{count} more is late or short.", "{count} more are late or short.", more)
    return words.format(count=more)


def _behind(reading: Reading, one: Served) -> Point:
    about = _("{request}: {wants} for {party}, priority {priority}").format(
        request=one.want.request,
        wants=reading.names.wants(one.want.wants),
        party=reading.names.of("party", one.want.party),
        priority=one.want.priority,
    )
    facts = {
        "quantity": quantity(one.quantity),
        "on_time": quantity(one.on_time),
        "handed_over": quantity(one.handed_over),
        "short": quantity(one.short),
        "causes": causes(reading, one.want.request),
    }
    if one.filled_by is not None:
        words = _("{on_time} of {quantity} on time, all of it by {day}. Held back by: {causes}.")
        return Point(about, words.format(**facts, day=day(one.filled_by)))
    if one.handed_over:
        words = _("{on_time} of {quantity} on time, {handed_over} by the end; {short} short. Held back by: {causes}.")
    else:
        words = _("Nothing of {quantity} is handed over. Held back by: {causes}.")
    return Point(about, words.format(**facts))


def _table(reading: Reading) -> Table:
    columns = (
        Column(_("request")),
        Column(_("what")),
        Column(_("recipient")),
        Column(_("priority"), "number"),
        Column(_("wanted"), "number"),
        Column(_("on time"), "number"),
        Column(_("by the end"), "number"),
        Column(_("short"), "number"),
        Column(_("filled by"), "day"),
        Column(_("held back by (unproved)") if reading.explanation is None else _("held back by (proved)")),
    )
    rows = tuple(
        (
            one.want.request,
            reading.names.wants(one.want.wants),
            reading.names.of("party", one.want.party),
            one.want.priority,
            one.quantity,
            one.on_time,
            one.handed_over,
            one.short,
            one.filled_by,
            causes(reading, one.want.request),
        )
        for one in reading.served[:MOST_ROWS]
    )
    left_out = max(0, len(reading.served) - MOST_ROWS)
    return Table("requests", _("All requests, by priority"), columns, rows, left_out, "plan.json")
