"""Pledges against the plan: what was promised, and what the giver's goods come to by the promised day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from muster.network.facts import Facts
from muster.report.blocks import Chart, Column, Picture, Table
from muster.report.cell_format import quantity
from muster.report.charts.labels import SEMICOLON, short
from muster.report.charts.vega import GREY, INK, ORANGE, SKY, Spec, chart, label
from muster.report.plan_view import Reading
from muster.text import _, day, listed, mark, ngettext, right_to_left

GIVERS = 8
DRAWN = 12
"""Pledges of one giver that are drawn."""
MOST_ROWS = 200
_FAR = 1.25
"""How far a bar may reach, the promise being 1."""
_ROW = 46

Row = dict[str, Any]

KEPT, IN_TIME, BEHIND = "kept", "in time", "behind"
WORDS = {
    KEPT: mark("kept"),
    IN_TIME: mark("not by then; no request for it is late then"),
    BEHIND: mark("not by then; requests for it are late then"),
}
STATUS = {"announced": mark("announced only"), "committed": mark("committed")}
_COLOURS = {KEPT: SKY, IN_TIME: GREY, BEHIND: ORANGE}


@dataclass(frozen=True)
class Told:
    """A pledge with what the plan hands over of the giver's goods by its day, and by the end of the horizon."""

    id: str
    party: str
    recipient: str
    wants: str
    status: str
    by: date
    promised: float
    by_then: float
    by_the_end: float
    state: str


def pledges(reading: Reading) -> Picture | None:
    """A drawing for each giver; whether a pledge is kept is said in words beside its bar."""
    told = _told(reading)
    if not told:
        return None
    groups: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        groups[one.party].append(one)
    givers = sorted(groups, key=lambda party: (-len(groups[party]), party))
    charts = tuple(_chart(reading, party, groups[party], k) for k, party in enumerate(givers[:GIVERS], 1))
    return Picture(
        "pledges", _("Pledges against the plan"), _says(told), charts, _table(reading, told), _left_out(groups)
    )


def _told(reading: Reading) -> list[Told]:
    """Pledges by giver and day."""
    given = reading.given("pledges").select("pledge", "party", "recipient", "wants", "status")
    rows = reading.table("pledges").join(given, on="pledge", how="left").sort("party", "by", "pledge")
    if rows.is_empty():
        return []
    facts = Facts(reading.scenario)
    totals = _totals(reading)
    late = _Late(reading, facts)
    found = []
    for row in rows.iter_rows(named=True):
        choices = facts.choices(row["wants"])
        end = sum(totals.get((row["party"], row["recipient"], item), 0.0) * r for item, r in choices.items())
        state = KEPT if row["kept"] else BEHIND if late.by(row["recipient"], set(choices), row["by"]) else IN_TIME
        found.append(
            Told(
                row["pledge"], row["party"], row["recipient"], row["wants"], row["status"], row["by"],
                row["quantity"], row["handed_over_by_then"], end, state,
            )
        )  # fmt: skip
    return found


def _totals(reading: Reading) -> dict[tuple[str, str, str], float]:
    """What each party's goods hand over to each recipient, by item, over the whole horizon."""
    recipients = reading.given("requests").select("request", recipient="party")
    handed = reading.table("contributions").join(recipients, on="request", how="left")
    sums = handed.group_by("party", "recipient", "item", maintain_order=True).agg(pl.col("quantity").sum())
    return {(party, recipient, item): amount for party, recipient, item, amount in sums.iter_rows()}


class _Late:
    """Whether a recipient's requests for some items are late at the end of the bucket that holds a day."""

    def __init__(self, reading: Reading, facts: Facts) -> None:
        self.reading = reading
        late = reading.table("requests").filter(pl.col("late") > 0)
        self.pairs = set(late.select("request", "bucket").iter_rows())
        self.asked: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
        for one in reading.served:
            self.asked[one.want.party].append((one.want.request, set(facts.choices(one.want.wants))))

    def by(self, recipient: str, items: set[str], day: date) -> bool:
        """Late then: something asked for that these items could serve."""
        bucket = self._bucket(day)
        return any((request, bucket) in self.pairs for request, able in self.asked[recipient] if able & items)

    def _bucket(self, day: date) -> date:
        firsts = self.reading.calendar.first_days
        return max((first for first in firsts if first <= day), default=firsts[0])


def _chart(reading: Reading, party: str, told: list[Told], place: int) -> Chart:
    title = short(reading.names.of("party", party), 60)
    drawn = told[:DRAWN]
    rows = [row for k, one in enumerate(drawn) for row in _rows(reading, one, k)]
    parts = [
        _("{goods} by {day}: {figures}").format(goods=_goods(reading, one), day=day(one.by), figures=_figures(one))
        for one in drawn
    ]
    alt = _("Pledges of {party}: {parts}.").format(party=title, parts=listed(parts, SEMICOLON))
    return chart(f"pledges-{place}", title, alt, rows, _spec(len(drawn)), height=_ROW * len(drawn))


def _goods(reading: Reading, one: Told) -> str:
    return short(reading.names.wants(one.wants), 40)


def _figures(one: Told) -> str:
    return _("{handed} of {promised}, {kept}").format(
        handed=quantity(one.by_then), promised=quantity(one.promised), kept=_(WORDS[one.state])
    )


def _rows(reading: Reading, one: Told, place: int) -> Iterator[Row]:
    """The bar with its promise, the line above that says what of, and the one below that says what comes of it."""
    top = place * _ROW
    head = _("{goods} by {day}").format(goods=_goods(reading, one), day=day(one.by))
    part = one.by_then / one.promised if one.promised > 0 else 1.0
    bar = {"y": top + 18, "y2": top + 28}
    yield {"part": "promise", "x": 0, "x2": 1, **bar}
    yield {"part": "bar", "x": 0, "x2": min(part, _FAR), "state": label(_(WORDS[one.state])), **bar}
    yield {"part": "mark", "x": 1, "y": top + 15, "y2": top + 31}
    yield {"part": "head", "x": 0, "y": top + 9, "text": label(head)}
    yield {"part": "foot", "x": 0, "y": top + 36, "text": label(_figures(one))}


def _spec(count: int) -> Spec:
    x = {"type": "quantitative", "axis": None,
         "scale": {"domain": [0, _FAR], "nice": False, "reverse": right_to_left()}}  # fmt: skip
    y = {"type": "quantitative", "axis": None,
         "scale": {"domain": [0, _ROW * count], "nice": False, "reverse": True}}  # fmt: skip
    place = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}
    wide = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    align = "right" if right_to_left() else "left"
    states = {label(_(word)): _COLOURS[state] for state, word in WORDS.items()}
    colour = {
        "field": "state", "type": "nominal", "legend": None,
        "scale": {"domain": list(states), "range": list(states.values())},
    }  # fmt: skip

    def layer(part: str, mark_: Spec, more: Spec) -> Spec:
        return {"transform": [{"filter": {"field": "part", "equal": part}}], "mark": mark_, "encoding": place | more}

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


def _says(told: list[Told]) -> str:
    count = {state: sum(one.state == state for one in told) for state in WORDS}
    by_the_end = sum(one.by_the_end >= one.promised * (1 - 1e-6) for one in told)
    all_ = ngettext("{count} pledge is on record.", "{count} pledges are on record.", len(told))
    kept = ngettext(
        "{count} is kept: the giver's goods come to what was promised by the promised day.",
        "{count} are kept: the giver's goods come to what was promised by the promised day.",
        count[KEPT],
    )
    in_time = ngettext(
        "{count} is not, while no request for such goods is late at that time.",
        "{count} are not, while no request for such goods is late at that time.",
        count[IN_TIME],
    )
    behind = ngettext(
        "{count} is not, while requests for such goods are late at that time.",
        "{count} are not, while requests for such goods are late at that time.",
        count[BEHIND],
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
    return listed(
        [
            all_.format(count=len(told)), kept.format(count=count[KEPT]), in_time.format(count=count[IN_TIME]),
            behind.format(count=count[BEHIND]), later.format(count=by_the_end), rule, reads,
        ],
        " ",
    )  # fmt: skip


def _table(reading: Reading, told: list[Told]) -> Table:
    name = reading.names
    rows = tuple(
        (
            one.id, name.of("party", one.party), name.of("party", one.recipient), name.wants(one.wants),
            _(STATUS[one.status]), one.by, one.promised, one.by_then, one.by_the_end, _(WORDS[one.state]),
        )
        for one in told[:MOST_ROWS]
    )  # fmt: skip
    columns = (
        Column(_("Pledge")), Column(_("Giver")), Column(_("Recipient")), Column(_("Goods")), Column(_("Status")),
        Column(_("By"), "day"), Column(_("Promised"), "number"), Column(_("Handed over by then"), "number"),
        Column(_("Handed over by the end"), "number"), Column(_("In this plan")),
    )  # fmt: skip
    caption = _("Pledges with what the giver's goods hand over to the recipient")
    return Table("pledges", caption, columns, rows, max(0, len(told) - MOST_ROWS), "pledges.parquet")


def _left_out(groups: dict[str, list[Told]]) -> str:
    """How many pledges have no bar."""
    ranked = sorted(groups, key=lambda party: (-len(groups[party]), party))
    drawn = sum(min(DRAWN, len(groups[party])) for party in ranked[:GIVERS])
    every = sum(map(len, groups.values()))
    if drawn == every:
        return ""
    return _(
        "Drawn are {shown} of {count} pledges: those of the givers with most pledges, by their dates; "
        "all are in {file}."
    ).format(shown=drawn, count=every, file="pledges.parquet")
