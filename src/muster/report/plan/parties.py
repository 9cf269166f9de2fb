"""Who can do what: decisions and what they are worth, who could close which gap, pledges, pooling, refill, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from muster.explain.pegging.pegs import Peg, Step
from muster.explain.pegging.replenishment import Refill
from muster.explain.results import Decision
from muster.explain.sentences import bottlenecks as words
from muster.explain.sentences.pegging import told_sources
from muster.explain.what_if.pooling import pooling
from muster.report.blocks import Block, Cell, Column, Point, Points, Section, Table, Words
from muster.report.cause_labels import cause
from muster.report.explanation_view import Reasons
from muster.report.plan.gaps import gaps
from muster.report.plan_view import Reading
from muster.text import _, listed, ngettext

MOST_TOLD = 10
"""Entries of a list; the tables have more."""
MOST_ROWS = 100
_GOOD = 1e-6
"""Part of what is late that a decision has to gain to be told of in words."""


def who(reading: Reading) -> Iterator[Section]:
    """What each could do, what parties do together, and where the goods come from: words and a table each time."""
    reasons = reading.reasons
    for key, title, parts in (
        ("who", _("Who can do what"), (decisions, gaps, pledges)),
        ("together", _("Together or alone, and refilled"), (together, refills)),
        ("origins", _("Where the goods come from"), (sources,)),
    ):
        blocks = tuple(block for part in parts for block in part(reasons))
        if blocks:
            yield Section(key, title, blocks)


def decisions(reasons: Reasons) -> Iterator[Block]:
    """Every open decision, those that gain most in the first class first."""
    found = reasons.explanation.decisions
    if not found:
        return
    useful = [one for one in found if any(_gains(effect.gain, effect.late_before) for effect in one.effects)]
    idle = len(found) - len(useful)
    text = [
        ngettext(
            "{count} decision is open that would make requests less late; proved by solving again with it taken.",
            "{count} decisions are open that would make requests less late; proved by solving again with each taken.",
            len(useful),
        ).format(count=len(useful))
    ]
    if idle:
        text.append(
            ngettext("{count} other would gain nothing.", "{count} others would gain nothing.", idle).format(count=idle)
        )
    yield Words(" ".join(text))
    points = tuple(_decision(reasons, one) for one in useful[:MOST_TOLD])
    more = len(useful) - len(points)
    left_out = ngettext("{count} more is in the table.", "{count} more are in the table.", more).format(count=more)
    yield Points(points, left_out if more > 0 else "")
    columns = (
        Column(_("Decision")), Column(_("Whose")), Column(_("Request that gains most")),
        Column(_("late unit-buckets less"), "number"), Column(_("Requests that gain"), "number"),
        Column(_("Requests that are later"), "number"),
    )  # fmt: skip
    rows = [_row(reasons, one) for one in found]
    yield _cut("decisions", _("Open decisions, those of the highest priority first"), columns, rows)


def _gains(gain: float, late: float) -> bool:
    return gain > _GOOD * max(late, 1.0)


def _decision(reasons: Reasons, one: Decision) -> Point:
    told = replace(one, id=reasons.name(one.kind, one.id))
    return Point(reasons.party(one.party) or _("nobody named"), words.decision(told))


def _row(reasons: Reasons, one: Decision) -> tuple[Cell, ...]:
    better = [effect for effect in one.effects if _gains(effect.gain, effect.late_before)]
    worse = [effect for effect in one.effects if _gains(-effect.gain, effect.late_before)]
    best = max(better, key=lambda effect: effect.gain, default=None)
    return (
        reasons.thing((one.kind, one.id)), reasons.party(one.party) or None, best.request if best else None,
        best.gain if best else None, len(better), len(worse),
    )  # fmt: skip


def pledges(reasons: Reasons) -> Iterator[Block]:
    """Whether each pledge can be kept by its giver alone."""
    found = reasons.explanation.keeping
    if not found:
        return
    kept = sum(one.can_be_kept is True for one in found)
    text = ngettext(
        "{kept} of {count} pledge can be kept by its date with what its giver has; each giver was planned alone.",
        "{kept} of {count} pledges can be kept by their dates with what their givers have; each giver was planned "
        "alone.",
        len(found),
    )
    yield Words(text.format(kept=kept, count=len(found)))
    columns = (
        Column(_("Pledge")), Column(_("By")), Column(_("To")), Column(_("Quantity"), "number"),
        Column(_("Due by"), "day"), Column(_("By then in this plan"), "number"),
        Column(_("By then with what the giver has"), "number"), Column(_("All of it by"), "day"),
    )  # fmt: skip
    rows = [
        (
            one.pledge, reasons.party(one.party), reasons.party(one.recipient), one.quantity, one.by, one.planned,
            one.possible, one.filled_by,
        )
        for one in sorted(found, key=lambda one: (one.can_be_kept is not False, one.pledge))
    ]  # fmt: skip
    yield _cut("keeping", _("Pledges, those that cannot be kept first"), columns, rows)


def together(reasons: Reasons) -> Iterator[Block]:
    """What only planning together gives, and what each party could do alone."""
    found = reasons.explanation.alone
    if not found:
        return
    sums = pooling(found)
    gained = [one for one in sums if one.gain > 0]
    yield Words(
        ngettext(
            "Each party was planned alone with its own stocks, plants and money. For {count} request the group hands "
            "over more than all of them could alone.",
            "Each party was planned alone with its own stocks, plants and money. For {count} requests the group hands "
            "over more than all of them could alone.",
            len(gained),
        ).format(count=len(gained))
    )
    best = {
        one.request: max((a for a in found if a.request == one.request), key=lambda a: (a.handed_over, a.party))
        for one in sums
    }
    rows = [
        (
            one.request, one.quantity, one.together, one.apart, one.gain,
            reasons.party(best[one.request].party) if best[one.request].handed_over > 0 else None,
        )
        for one in sorted(sums, key=lambda one: (-one.gain / (one.quantity or 1.0), one.request))
    ]  # fmt: skip
    columns = (
        Column(_("Request")), Column(_("Wanted"), "number"), Column(_("Handed over together"), "number"),
        Column(_("by each alone, added up"), "number"), Column(_("Only together"), "number"),
        Column(_("Who could give most alone")),
    )  # fmt: skip
    yield _cut("alone", _("Together or alone, by request"), columns, rows)


def refills(reasons: Reasons) -> Iterator[Block]:
    """Stocks that are drawn down, and when they are back."""
    found = reasons.explanation.refill
    if not found:
        return
    back = sum(one.back_on is not None for one in found)
    text = ngettext(
        "{count} stock that a reserve or a request names is drawn down; {back} of them is back within the plan.",
        "{count} stocks that a reserve or a request names are drawn down; {back} of them are back within the plan.",
        len(found),
    )
    yield Words(text.format(count=len(found), back=back))
    ranked = sorted(found, key=lambda one: (-one.missing / one.goal if one.goal else 0.0, one.party, one.item))
    columns = (
        Column(_("Party")), Column(_("Item")), Column(_("At the start"), "number"), Column(_("Lowest"), "number"),
        Column(_("Lowest in the bucket from"), "day"), Column(_("Goal"), "number"),
        Column(_("Back in the bucket from"), "day"), Column(_("Missing at the end"), "number"),
        Column(_("What delays it (unproved)")),
    )  # fmt: skip
    rows = [
        (
            reasons.party(one.party), reasons.item(one.item), one.opening, one.lowest, one.lowest_on, one.goal,
            one.back_on, one.missing or None, _delays(reasons, one),
        )
        for one in ranked
    ]  # fmt: skip
    yield _cut("refill", _("Stocks drawn down and refilled"), columns, rows)


def _delays(reasons: Reasons, one: Refill) -> str | None:
    return listed(cause(reasons.reading, guess) for guess in one.delayed_by) or None


def sources(reasons: Reasons) -> Iterator[Block]:
    """Where what is handed over for each request comes from."""
    found = reasons.explanation.pegs
    by_request: dict[str, list[Peg]] = {}
    for peg in found:
        by_request.setdefault(peg.request, []).append(peg)
    if not by_request:
        return
    yield Words(
        _("Where the goods come from, the oldest supply first: another order would be as right, but this one adds up.")
    )
    behind = [one.want.request for one in reasons.behind()]
    order = [request for request in behind if request in by_request]
    order += [one.want.request for one in reasons.reading.served if one.want.request not in set(behind)]
    order = [request for request in order if request in by_request]
    points = [Point(request, told_sources(_named(reasons, by_request[request]), request)) for request in order[:20]]
    more = len(order) - len(points)
    left_out = ngettext(
        "{count} more request is told by {command}.", "{count} more requests are told by {command}.", more
    ).format(count=more, command="muster explain PLAN REQUEST")
    yield Points(tuple(point for point in points if point.text), left_out if more > 0 else "")


def _named(reasons: Reasons, pegs: list[Peg]) -> list[Peg]:
    return [replace(peg, path=tuple(_step(reasons, step) for step in peg.path)) for peg in pegs]


def _step(reasons: Reasons, step: Step) -> Step:
    if step.kind in ("stock", "receipt"):
        return replace(step, id=reasons.stock(step.id, step.item), item=reasons.item(step.item))
    return replace(step, item=reasons.item(step.item))


def _cut(key: str, caption: str, columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(key, caption, columns, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))
