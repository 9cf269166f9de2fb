"""What holds each late request back, proved: in words, then when, then what would meet it, then in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from muster.explain.pegging.critical_path import Step
from muster.explain.results import Bottleneck, Held, Span
from muster.explain.sentences import bottlenecks as words
from muster.explain.sentences.pegging import told_path
from muster.plans.tables.requests import Served
from muster.report.blocks import Block, Point, Points, Section, Words
from muster.report.charts.bottleneck_timeline import bottlenecks
from muster.report.charts.labels import percent
from muster.report.charts.remedies import remedies
from muster.report.explanation_view import Reasons
from muster.report.plan_view import Reading
from muster.text import _, listed, month, ngettext, unit
from muster.tolerances import FILLED

MOST_TOLD = 20
"""Requests that are told of one by one; the table has more."""
IN_A_STORY = 3
"""Bottlenecks that a request's sentence names, those that gain most."""


def explained(reading: Reading) -> Section:
    """The stories of the worst requests, then the pictures, of which one has the table of all bottlenecks."""
    reasons = reading.reasons
    return Section("held", _("What holds requests back, proved"), tuple(_blocks(reading, reasons)))


def _blocks(reading: Reading, reasons: Reasons) -> Iterator[Block]:
    behind = reasons.behind()
    if not behind:
        yield Words(_("Nothing is late or short: nothing holds a request back."))
    else:
        yield Words(" ".join(_intro(reasons)))
        told = behind[:MOST_TOLD]
        more = len(behind) - len(told)
        left_out = ngettext("{count} more is late or short.", "{count} more are late or short.", more)
        points = tuple(_point(reading, reasons, one) for one in told)
        yield Points(points, left_out.format(count=more) if more > 0 else "")
    for picture in (bottlenecks(reading), remedies(reading)):
        if picture is not None:
            yield picture
    for found in reasons.explanation.remedies:
        if not (found.met and found.measures):
            yield Words(" ".join(words.remedy(found)))


def _intro(reasons: Reasons) -> Iterator[str]:
    yield _(
        "Each thing that is named was lifted and the plan solved again: the request is less late without it. The "
        "months are those in which one unit more of it has a worth."
    )
    if any(not held.known for held in reasons.explanation.held):
        yield _(
            "Whole numbers are planned, which have no worths: only what stands at its limit was tried, and something "
            "that is not named may hold a request back too."
        )
    elif any(held.untried for held in reasons.explanation.held):
        yield _("The likeliest things were tried; others may help as well.")


def _point(reading: Reading, reasons: Reasons, one: Served) -> Point:
    about = _("{request}: {wants} for {party}, priority {priority}").format(
        request=one.want.request,
        wants=reading.names.wants(one.want.wants),
        party=reading.names.of("party", one.want.party),
        priority=one.want.priority,
    )
    held = reasons.held.get(one.want.request)
    if held is None:
        return Point(about, _("It was not explained."))
    return Point(about, story(reasons, held))


def story(reasons: Reasons, held: Held) -> str:
    """What holds a request back, one after the other, and what it gains without the first of them."""
    path = reasons.explanation.critical_path.get(held.request)
    if path:
        return " ".join(line.strip() for line in told_path(held.request, _steps(reasons, path)))
    named = reasons.named(held)
    if not named.bottlenecks:
        return " ".join(words.told(named))
    first = named.bottlenecks[0]
    if first.kind == "horizon":
        return " ".join(words.told(replace(named, bottlenecks=(first,), untried=0)))
    told = [_timeline(named)]
    told += [_without(first), *words.enough(first)]
    tenth = next((trial.effect for trial in first.trials if trial.change == "+10%"), None)
    if tenth is not None and 0 < tenth.gain < first.widest.effect.gain:
        sooner = tenth.filled_after is not None and tenth.filled_after != tenth.filled_before
        if sooner:
            told.append(_("With a tenth more of it, it would be {filled}.").format(filled=words.then(tenth)))
        told.append(_("A tenth more of it makes it {part} less late.").format(part=percent(tenth.gain / held.late)))
    return " ".join(told)


def _timeline(named: Held) -> str:
    """The bottlenecks that gain most, each with the months from its first to its last."""
    shown = [_at_once(one) for one in named.bottlenecks[:IN_A_STORY]]
    text = words.timeline(replace(named, bottlenecks=tuple(shown)))
    if all(one.spans for one in shown):
        return text
    parts = (unit(words.what((one.kind, one.id))) for one in shown)
    return _("Held back by {parts}.").format(parts=listed(parts))


def _at_once(one: Bottleneck) -> Bottleneck:
    if not one.spans:
        return one
    return replace(one, spans=(Span(one.spans[0].begin, one.spans[-1].until, 0.0),))


def _without(first: Bottleneck) -> str:
    """What a request gains if what gains most did not limit it, or with as much more of it as was tried."""
    if first.widest.change != "unlimited":
        return " ".join(words.trials(first))
    effect = first.widest.effect
    gone = effect.gain >= effect.late_before * (1 - FILLED)
    sooner = effect.filled_after is not None and effect.filled_after != effect.filled_before
    if sooner and effect.filled_before is None:
        text = _("If {what} did not limit it, it would be filled in {after}; as planned, it never is.")
    elif sooner:
        text = _("If {what} did not limit it, it would be filled in {after} instead of {before}.")
    elif gone:
        text = _("If {what} did not limit it, nothing of it would be late.")
    else:
        text = _("If {what} did not limit it, it would be {part} less late.")
    return text.format(
        what=words.what((first.kind, first.id)),
        part=percent(effect.gain / effect.late_before),
        after=month(effect.filled_after) if effect.filled_after else "",
        before=month(effect.filled_before) if effect.filled_before else "",
    )


def _steps(reasons: Reasons, path: Sequence[Step]) -> list[Step]:
    """The same steps with names."""
    return [replace(step, activity=_activity(reasons, step), item=reasons.item(step.item)) for step in path]


def _activity(reasons: Reasons, step: Step) -> str:
    if step.kind in ("stock", "receipt"):
        return reasons.stock(step.activity, step.item)
    return reasons.name(step.kind, step.activity)
