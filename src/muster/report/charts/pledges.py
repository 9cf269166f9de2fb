"""Pledges against the plan: what was promised, and what the giver's goods come to by the promised day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from muster.network.facts import Facts
from muster.report.blocks import Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import SEMICOLON, format_quantity
from muster.report.charts.labels import shorten
from muster.report.charts.vega import GREY, INK, ORANGE, SKY, ChartRow, Spec, label, make_chart
from muster.report.plan_view import PlanView
from muster.text import _, day, is_right_to_left, join_list, mark, ngettext

MAX_GIVERS = 8
MAX_PLEDGES = 12
"""Pledges of one giver that are drawn."""
MAX_ROWS = 200
_MAX_BAR = 1.25
"""Maximum length of a bar, the promise being 1."""
_ROW_HEIGHT = 46


FULFILLED, NOT_YET_NEEDED, OVERDUE = "kept", "in time", "behind"
STATE_LABELS = {
    FULFILLED: mark("kept"),
    NOT_YET_NEEDED: mark("not by then; no request for it is late then"),
    OVERDUE: mark("not by then; requests for it are late then"),
}
STATUS_LABELS = {"announced": mark("announced only"), "committed": mark("committed")}
_COLOURS = {FULFILLED: SKY, NOT_YET_NEEDED: GREY, OVERDUE: ORANGE}


@dataclass(frozen=True, kw_only=True)
class PledgeOutcome:
    """A pledge with what the plan hands over of the giver's goods by its day, and by the end of the horizon."""

    id: str
    party: str
    recipient: str
    wants: str
    status: str
    due_by: date
    promised: float
    handed_over_by_due: float
    handed_over_by_end: float
    state: str


def pledge_bars(view: PlanView) -> Picture | None:
    """A drawing for each giver; whether a pledge is kept is said in words beside its bar."""
    outcomes = _pledge_outcomes(view)
    if not outcomes:
        return None
    groups: dict[str, list[PledgeOutcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.party].append(outcome)
    givers = sorted(groups, key=lambda party: (-len(groups[party]), party))
    charts = tuple(_chart(view, party, groups[party], k) for k, party in enumerate(givers[:MAX_GIVERS], 1))
    return Picture(
        key="pledges",
        title=_("Pledges against the plan"),
        summary=_summary(outcomes),
        charts=charts,
        table=_table(view, outcomes),
        omission_note=_omission_note(groups),
    )


def _pledge_outcomes(view: PlanView) -> list[PledgeOutcome]:
    """Pledges by giver and day."""
    given = view.input_table("pledges").select("pledge", "party", "recipient", "wants", "status")
    rows = view.result_table("pledges").join(given, on="pledge", how="left").sort("party", "by", "pledge")
    if rows.is_empty():
        return []
    facts = Facts(view.scenario)
    totals = _handed_over_totals(view)
    late = _LateRequests(view, facts)
    outcomes = []
    for row in rows.iter_rows(named=True):
        items = facts.serving_items(row["wants"])
        end = sum(totals.get((row["party"], row["recipient"], item), 0.0) * r for item, r in items.items())
        state = (
            FULFILLED
            if row["kept"]
            else OVERDUE
            if late.has_late(row["recipient"], set(items), row["by"])
            else NOT_YET_NEEDED
        )
        outcomes.append(
            PledgeOutcome(
                id=row["pledge"], party=row["party"], recipient=row["recipient"], wants=row["wants"],
                status=row["status"], due_by=row["by"], promised=row["quantity"],
                handed_over_by_due=row["handed_over_by_then"], handed_over_by_end=end, state=state,
            )
        )  # fmt: skip
    return outcomes


def _handed_over_totals(view: PlanView) -> dict[tuple[str, str, str], float]:
    """Goods of each party handed over to each recipient, by item, over the whole horizon."""
    recipients = view.input_table("requests").select("request", recipient="party")
    handed = view.result_table("contributions").join(recipients, on="request", how="left")
    sums = handed.group_by("party", "recipient", "item", maintain_order=True).agg(pl.col("quantity").sum())
    return {(party, recipient, item): amount for party, recipient, item, amount in sums.iter_rows()}


class _LateRequests:
    """Lookup of a recipient's requests that are late at the end of the bucket that holds a day."""

    def __init__(self, view: PlanView, facts: Facts) -> None:
        self.view = view
        late = view.result_table("requests").filter(pl.col("late") > 0)
        self.late_buckets = set(late.select("request", "bucket").iter_rows())
        self.requests_by_party: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
        for fulfilment in view.fulfilments:
            self.requests_by_party[fulfilment.demand.party].append(
                (fulfilment.demand.request, set(facts.serving_items(fulfilment.demand.wants)))
            )

    def has_late(self, recipient: str, items: set[str], day: date) -> bool:
        """Late then: something asked for that these items could serve."""
        bucket = self._bucket(day)
        return any(
            (request, bucket) in self.late_buckets
            for request, able in self.requests_by_party[recipient]
            if able & items
        )

    def _bucket(self, day: date) -> date:
        firsts = self.view.calendar.first_days
        return max((first for first in firsts if first <= day), default=firsts[0])


def _chart(view: PlanView, party: str, outcomes: list[PledgeOutcome], position: int) -> Chart:
    title = shorten(view.names.name_of("party", party), 60)
    drawn = outcomes[:MAX_PLEDGES]
    rows = [row for k, outcome in enumerate(drawn) for row in _bar_rows(view, outcome, k)]
    parts = [
        _("{goods} by {day}: {figures}").format(
            goods=_goods_label(view, outcome), day=day(outcome.due_by), figures=_outcome_text(outcome)
        )
        for outcome in drawn
    ]
    alt = _("Pledges of {party}: {parts}.").format(party=title, parts=join_list(parts, SEMICOLON))
    return make_chart(f"pledges-{position}", title, alt, rows, _spec(len(drawn)), height=_ROW_HEIGHT * len(drawn))


def _goods_label(view: PlanView, outcome: PledgeOutcome) -> str:
    return shorten(view.names.item_or_family_name(outcome.wants), 40)


def _outcome_text(outcome: PledgeOutcome) -> str:
    return _("{handed} of {promised}, {kept}").format(
        handed=format_quantity(outcome.handed_over_by_due),
        promised=format_quantity(outcome.promised),
        kept=_(STATE_LABELS[outcome.state]),
    )


def _bar_rows(view: PlanView, outcome: PledgeOutcome, row: int) -> Iterator[ChartRow]:
    """The bar with its promise, the line above that says what of, and the one below that says what comes of it."""
    top = row * _ROW_HEIGHT
    head = _("{goods} by {day}").format(goods=_goods_label(view, outcome), day=day(outcome.due_by))
    part = outcome.handed_over_by_due / outcome.promised if outcome.promised > 0 else 1.0
    bar = {"y": top + 18, "y2": top + 28}
    yield {"part": "promise", "x": 0, "x2": 1, **bar}
    yield {"part": "bar", "x": 0, "x2": min(part, _MAX_BAR), "state": label(_(STATE_LABELS[outcome.state])), **bar}
    yield {"part": "mark", "x": 1, "y": top + 15, "y2": top + 31}
    yield {"part": "head", "x": 0, "y": top + 9, "text": label(head)}
    yield {"part": "foot", "x": 0, "y": top + 36, "text": label(_outcome_text(outcome))}


def _spec(count: int) -> Spec:
    x = {"type": "quantitative", "axis": None,
         "scale": {"domain": [0, _MAX_BAR], "nice": False, "reverse": is_right_to_left()}}  # fmt: skip
    y = {"type": "quantitative", "axis": None,
         "scale": {"domain": [0, _ROW_HEIGHT * count], "nice": False, "reverse": True}}  # fmt: skip
    position = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}
    wide = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    align = "right" if is_right_to_left() else "left"
    states = {label(_(word)): _COLOURS[state] for state, word in STATE_LABELS.items()}
    colour = {
        "field": "state", "type": "nominal", "legend": None,
        "scale": {"domain": list(states), "range": list(states.values())},
    }  # fmt: skip

    def layer(part: str, mark_: Spec, more: Spec) -> Spec:
        return {"transform": [{"filter": {"field": "part", "equal": part}}], "mark": mark_, "encoding": position | more}

    def text(part: str, **more: Any) -> Spec:
        mark_ = {"type": "text", "align": align, "baseline": "middle", "fontSize": 11, **more}
        return layer(part, mark_, {"text": {"field": "text"}})

    return {
        "layer": [
            layer("promise", {"type": "rect", "color": "#ffffff", "stroke": GREY, "strokeWidth": 0.8}, wide),
            layer("bar", {"type": "rect"}, wide | {"color": colour}),
            layer("mark", {"type": "rule", "color": INK, "strokeWidth": 2}, {"y2": {"field": "y2"}}),
            text("head", fontWeight="bold"),
            text("foot"),
        ]
    }


def _summary(outcomes: list[PledgeOutcome]) -> str:
    count = {state: sum(outcome.state == state for outcome in outcomes) for state in STATE_LABELS}
    by_the_end = sum(outcome.handed_over_by_end >= outcome.promised * (1 - 1e-6) for outcome in outcomes)
    all_ = ngettext("{count} pledge is on record.", "{count} pledges are on record.", len(outcomes))
    fulfilled = ngettext(
        "{count} is kept: the giver's goods come to what was promised by the promised day.",
        "{count} are kept: the giver's goods come to what was promised by the promised day.",
        count[FULFILLED],
    )
    not_yet_needed = ngettext(
        "{count} is not, while no request for such goods is late at that time.",
        "{count} are not, while no request for such goods is late at that time.",
        count[NOT_YET_NEEDED],
    )
    overdue = ngettext(
        "{count} is not, while requests for such goods are late at that time.",
        "{count} are not, while requests for such goods are late at that time.",
        count[OVERDUE],
    )
    later = ngettext(
        "By the end of the plan {count} comes to what was promised.",
        "By the end of the plan {count} come to what was promised.",
        by_the_end,
    )
    rule = _(
        "The plan hands over as late as it may without being late, and counts each pledge alone: a pledge that looks "
        "unkept may be one that the plan does not need so early, and it says nothing of what the giver will do."
    )
    reads = _("The bar is what the giver's goods hand over by then; the upright line is the promise.")
    return join_list(
        [
            all_.format(count=len(outcomes)), fulfilled.format(count=count[FULFILLED]),
            not_yet_needed.format(count=count[NOT_YET_NEEDED]), overdue.format(count=count[OVERDUE]),
            later.format(count=by_the_end), rule, reads,
        ],
        " ",
    )  # fmt: skip


def _table(view: PlanView, outcomes: list[PledgeOutcome]) -> ReportTable:
    names = view.names
    rows = tuple(
        (
            outcome.id, names.name_of("party", outcome.party), names.name_of("party", outcome.recipient),
            names.item_or_family_name(outcome.wants), _(STATUS_LABELS[outcome.status]), outcome.due_by,
            outcome.promised, outcome.handed_over_by_due, outcome.handed_over_by_end, _(STATE_LABELS[outcome.state]),
        )
        for outcome in outcomes[:MAX_ROWS]
    )  # fmt: skip
    columns = (
        TableColumn(_("Pledge")), TableColumn(_("Giver")), TableColumn(_("Recipient")), TableColumn(_("Goods")),
        TableColumn(_("Status")), TableColumn(_("By"), "day"), TableColumn(_("Promised"), "number"),
        TableColumn(_("Handed over by then"), "number"), TableColumn(_("Handed over by the end"), "number"),
        TableColumn(_("In this plan")),
    )  # fmt: skip
    caption = _("Pledges with what the giver's goods hand over to the recipient")
    return ReportTable(
        key="pledges",
        caption=caption,
        columns=columns,
        rows=rows,
        omitted_rows=max(0, len(outcomes) - MAX_ROWS),
        file="pledges.parquet",
    )


def _omission_note(groups: dict[str, list[PledgeOutcome]]) -> str:
    """Number of pledges without a bar, as a note."""
    ranked = sorted(groups, key=lambda party: (-len(groups[party]), party))
    drawn = sum(min(MAX_PLEDGES, len(groups[party])) for party in ranked[:MAX_GIVERS])
    total = sum(map(len, groups.values()))
    if drawn == total:
        return ""
    return _(
        "Drawn are {shown} of {count} pledges: those of the givers with most pledges, by their dates; "
        "all are in {file}."
    ).format(shown=drawn, count=total, file="pledges.parquet")
