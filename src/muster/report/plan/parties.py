"""Means of parties: worth of decisions, gaps they could close, pledges, pooling, refill, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from muster.explain.pegging.pegs import Peg, PegStep
from muster.explain.pegging.replenishment import Replenishment
from muster.explain.results import OpenDecision
from muster.explain.sentences import bottlenecks as sentences
from muster.explain.sentences.pegging import source_sentence
from muster.explain.what_if.pooling import pooling_gains
from muster.report.blocks import Block, Cell, Paragraph, Point, PointList, ReportTable, Section, TableColumn
from muster.report.cause_labels import likely_cause_label
from muster.report.explanation_view import ExplanationView
from muster.report.plan.gaps import gap_blocks
from muster.text import _, join_list, ngettext

MAX_ENTRIES = 10
"""Entries of a list; the tables have more."""
MAX_ROWS = 100
_MIN_GAIN = 1e-6
"""Part of what is late that a decision has to gain to be told of in words."""


def party_sections(view: ExplanationView) -> Iterator[Section]:
    """Means of each party, gains of planning together, and sources of goods: words and a table each."""
    for key, title, parts in (
        ("who", _("Who can do what"), (decision_blocks, gap_blocks, pledge_blocks)),
        ("together", _("Together or alone, and refilled"), (pooling_blocks, replenishment_blocks)),
        ("origins", _("Where the goods come from"), (source_blocks,)),
    ):
        blocks = tuple(block for part in parts for block in part(view))
        if blocks:
            yield Section(key, title, blocks)


def decision_blocks(view: ExplanationView) -> Iterator[Block]:
    """Every open decision, those that gain most in the first class first."""
    decisions = view.explanation.decisions
    if not decisions:
        return
    useful = [
        decision
        for decision in decisions
        if any(_is_gain(effect.gain, effect.late_before) for effect in decision.effects)
    ]
    idle = len(decisions) - len(useful)
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
    yield Paragraph(" ".join(text))
    points = tuple(_decision_point(view, decision) for decision in useful[:MAX_ENTRIES])
    more = len(useful) - len(points)
    omission_note = ngettext("{count} more is in the table.", "{count} more are in the table.", more).format(count=more)
    yield PointList(points, omission_note if more > 0 else "")
    columns = (
        TableColumn(_("Decision")), TableColumn(_("Whose")), TableColumn(_("Request that gains most")),
        TableColumn(_("late unit-buckets less"), "number"), TableColumn(_("Requests that gain"), "number"),
        TableColumn(_("Requests that are later"), "number"),
    )  # fmt: skip
    rows = [_decision_row(view, decision) for decision in decisions]
    yield _first_rows_table("decisions", _("Open decisions, those of the highest priority first"), columns, rows)


def _is_gain(gain: float, late: float) -> bool:
    return gain > _MIN_GAIN * max(late, 1.0)


def _decision_point(view: ExplanationView, decision: OpenDecision) -> Point:
    named_decision = replace(decision, id=view.subject_name(decision.kind, decision.id))
    return Point(view.party_name(decision.party) or _("nobody named"), sentences.decision_sentence(named_decision))


def _decision_row(view: ExplanationView, decision: OpenDecision) -> tuple[Cell, ...]:
    better = [effect for effect in decision.effects if _is_gain(effect.gain, effect.late_before)]
    worse = [effect for effect in decision.effects if _is_gain(-effect.gain, effect.late_before)]
    best = max(better, key=lambda effect: effect.gain, default=None)
    return (
        view.relaxation_label((decision.kind, decision.id)), view.party_name(decision.party) or None,
        best.request if best else None, best.gain if best else None, len(better), len(worse),
    )  # fmt: skip


def pledge_blocks(view: ExplanationView) -> Iterator[Block]:
    """Pledges that their givers can and cannot keep alone."""
    feasibilities = view.explanation.pledge_feasibility
    if not feasibilities:
        return
    keepable_count = sum(feasibility.can_be_kept is True for feasibility in feasibilities)
    text = ngettext(
        "{kept} of {count} pledge can be kept by its date with what its giver has; each giver was planned alone.",
        "{kept} of {count} pledges can be kept by their dates with what their givers have; each giver was planned "
        "alone.",
        len(feasibilities),
    )
    yield Paragraph(text.format(kept=keepable_count, count=len(feasibilities)))
    columns = (
        TableColumn(_("Pledge")), TableColumn(_("By")), TableColumn(_("To")), TableColumn(_("Quantity"), "number"),
        TableColumn(_("Due by"), "day"), TableColumn(_("By then in this plan"), "number"),
        TableColumn(_("By then with what the giver has"), "number"), TableColumn(_("All of it by"), "day"),
    )  # fmt: skip
    rows = [
        (
            feasibility.pledge, view.party_name(feasibility.party), view.party_name(feasibility.recipient),
            feasibility.quantity, feasibility.due, feasibility.planned, feasibility.possible, feasibility.filled_by,
        )
        for feasibility in sorted(feasibilities, key=lambda entry: (entry.can_be_kept is not False, entry.pledge))
    ]  # fmt: skip
    yield _first_rows_table("keeping", _("Pledges, those that cannot be kept first"), columns, rows)


def pooling_blocks(view: ExplanationView) -> Iterator[Block]:
    """Gains that only planning together gives, and what each party could do alone."""
    results = view.explanation.stand_alone_results
    if not results:
        return
    gains = pooling_gains(results)
    gained = [gain for gain in gains if gain.gain > 0]
    yield Paragraph(
        ngettext(
            "Each party was planned alone with its own stocks, plants and money. For {count} request the group hands "
            "over more than all of them could alone.",
            "Each party was planned alone with its own stocks, plants and money. For {count} requests the group hands "
            "over more than all of them could alone.",
            len(gained),
        ).format(count=len(gained))
    )
    best = {
        gain.request: max(
            (result for result in results if result.request == gain.request),
            key=lambda result: (result.handed_over, result.party),
        )
        for gain in gains
    }
    rows = [
        (
            gain.request, gain.quantity, gain.together, gain.apart, gain.gain,
            view.party_name(best[gain.request].party) if best[gain.request].handed_over > 0 else None,
        )
        for gain in sorted(gains, key=lambda gain: (-gain.gain / (gain.quantity or 1.0), gain.request))
    ]  # fmt: skip
    columns = (
        TableColumn(_("Request")), TableColumn(_("Wanted"), "number"), TableColumn(_("Handed over together"), "number"),
        TableColumn(_("by each alone, added up"), "number"), TableColumn(_("Only together"), "number"),
        TableColumn(_("Who could give most alone")),
    )  # fmt: skip
    yield _first_rows_table("alone", _("Together or alone, by request"), columns, rows)


def replenishment_blocks(view: ExplanationView) -> Iterator[Block]:
    """Stocks that are drawn down, and when they are back."""
    replenishments = view.explanation.replenishments
    if not replenishments:
        return
    replenished_count = sum(replenishment.back_on is not None for replenishment in replenishments)
    text = ngettext(
        "{count} stock that a reserve or a request names is drawn down; {back} of them is back within the plan.",
        "{count} stocks that a reserve or a request names are drawn down; {back} of them are back within the plan.",
        len(replenishments),
    )
    yield Paragraph(text.format(count=len(replenishments), back=replenished_count))
    ranked = sorted(
        replenishments,
        key=lambda replenishment: (
            -replenishment.missing / replenishment.goal if replenishment.goal else 0.0,
            replenishment.party,
            replenishment.item,
        ),
    )
    columns = (
        TableColumn(_("Party")), TableColumn(_("Item")), TableColumn(_("At the start"), "number"),
        TableColumn(_("Lowest"), "number"), TableColumn(_("Lowest in the bucket from"), "day"),
        TableColumn(_("Goal"), "number"), TableColumn(_("Back in the bucket from"), "day"),
        TableColumn(_("Missing at the end"), "number"), TableColumn(_("What delays it (unproved)")),
    )  # fmt: skip
    rows = [
        (
            view.party_name(replenishment.party), view.item_name(replenishment.item), replenishment.opening,
            replenishment.lowest, replenishment.lowest_on, replenishment.goal, replenishment.back_on,
            replenishment.missing or None, _delay_causes(view, replenishment),
        )
        for replenishment in ranked
    ]  # fmt: skip
    yield _first_rows_table("refill", _("Stocks drawn down and refilled"), columns, rows)


def _delay_causes(view: ExplanationView, replenishment: Replenishment) -> str | None:
    return join_list(likely_cause_label(view.plan_view, cause) for cause in replenishment.delayed_by) or None


def source_blocks(view: ExplanationView) -> Iterator[Block]:
    """Sources of what is handed over for each request."""
    pegs = view.explanation.pegs
    by_request: dict[str, list[Peg]] = {}
    for peg in pegs:
        by_request.setdefault(peg.request, []).append(peg)
    if not by_request:
        return
    yield Paragraph(
        _("Where the goods come from, the oldest supply first: another order would be as right, but this one adds up.")
    )
    late_first = [fulfilment.demand.request for fulfilment in view.plan_view.most_late_first]
    order = [request for request in late_first if request in by_request]
    order += [
        fulfilment.demand.request
        for fulfilment in view.plan_view.fulfilments
        if fulfilment.demand.request not in set(late_first)
    ]
    order = [request for request in order if request in by_request]
    points = [
        Point(request, source_sentence(_pegs_with_names(view, by_request[request]), request)) for request in order[:20]
    ]
    more = len(order) - len(points)
    omission_note = ngettext(
        "{count} more request is told by {command}.", "{count} more requests are told by {command}.", more
    ).format(count=more, command="muster explain PLAN REQUEST")
    yield PointList(tuple(point for point in points if point.text), omission_note if more > 0 else "")


def _pegs_with_names(view: ExplanationView, pegs: list[Peg]) -> list[Peg]:
    return [replace(peg, path=tuple(_step_with_names(view, step) for step in peg.path)) for peg in pegs]


def _step_with_names(view: ExplanationView, step: PegStep) -> PegStep:
    if step.location is not None:
        return replace(
            step,
            id=view.stock_name(step.location, step.item),
            item=view.item_name(step.item),
            location=view.location_name(step.location),
        )
    return replace(step, item=view.item_name(step.item))


def _first_rows_table(
    key: str, caption: str, columns: tuple[TableColumn, ...], rows: Sequence[tuple[Cell, ...]]
) -> ReportTable:
    return ReportTable(
        key=key,
        caption=caption,
        columns=columns,
        rows=tuple(rows[:MAX_ROWS]),
        omitted_rows=max(0, len(rows) - MAX_ROWS),
    )
