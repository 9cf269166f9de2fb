"""Consents that block, and what lies behind them: decisions over time, and the goods that are left unused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.report.blocks import Chart, Column, Picture, Table
from muster.report.cell_format import quantity
from muster.report.charts.consent_data import Period, Rule, rules
from muster.report.charts.labels import SEMICOLON, horizon_x, percent, short
from muster.report.charts.vega import (
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    SKY,
    YELLOW,
    Spec,
    chart,
    day_value,
    end_value,
    label,
)
from muster.report.plan.certificate import tier_in_words
from muster.report.plan_view import Reading
from muster.text import _, day, listed, mark, ngettext, right_to_left

DRAWN = 12
MOST_ROWS = 200
MOST_NAMED = 5
_ROW = 46
_LETTERS, _PARTY = 54, 24

Row = dict[str, Any]

DECISIONS = {
    "granted": mark("granted"),
    "withheld": mark("withheld"),
    "undecided": mark("undecided"),
    "awaited": mark("not granted yet"),
    "open": mark("still open"),
}
_COLOURS = {"granted": GREEN, "withheld": ORANGE, "undecided": YELLOW, "awaited": GREY, "open": SKY}


def consents(reading: Reading) -> Picture | None:
    """Decisions over time as strips, and under each consent that blocks what is left at the end."""
    told = rules(reading)
    if not told:
        return None
    drawn = told[:DRAWN]
    charts = [_strips(reading, drawn)]
    stopped = [one for one in drawn if one.blocks and one.supply > 0]
    if stopped:
        charts.append(_stocks(reading, stopped))
    return Picture(
        "consents", _("Consents, and what they keep back"), _says(reading, told), tuple(charts),
        _table(reading, told), _left_out(len(told)),
    )  # fmt: skip


def _name(reading: Reading, one: Rule) -> str:
    """Grantor and goods, and whose they are if the consent says so, in one line."""
    party = short(reading.names.of("party", one.party), _PARTY)
    room = _LETTERS - len(party)
    if one.holder and one.holder != one.party:
        holder = short(reading.names.of("party", one.holder), _PARTY)
        goods = short(reading.names.wants(one.wants), max(_PARTY, room - len(holder)))
        return _("{party}: {goods} held by {holder}").format(party=party, goods=goods, holder=holder)
    return _("{party}: {goods}").format(party=party, goods=short(reading.names.wants(one.wants), room))


def _recipient(reading: Reading, one: Rule) -> str:
    return reading.names.of("party", one.recipient) if one.recipient else _("anyone")


def _decision(decision: str) -> str:
    return _(DECISIONS[decision])


def _foot(one: Rule) -> str:
    """The decisions as briefly as a drawing needs it: two at most, or the one that has a limit with its use."""
    told = one.periods[:2] if one.limited is None else (one.limited,)
    parts = [
        _("{decision} from {first}").format(decision=_decision(period.decision), first=day(period.first))
        for period in told
    ]
    if one.limited is not None:
        parts.append(_used(one.limited))
    if len(one.periods) > len(told):
        parts.append("…")
    return listed(parts, SEMICOLON)


def _used(period: Period) -> str:
    """How much of a limit is used."""
    used, limit = quantity(period.handed_over), quantity(period.limit or 0.0)
    return _("{used} of {limit} used").format(used=used, limit=limit)


def _text_rows(head: str, foot: str, top: float, x: object) -> Iterator[Row]:
    yield {"part": "head", "from": x, "y": top + 9, "text": label(head)}
    yield {"part": "foot", "from": x, "y": top + 36, "text": label(foot)}


def _strips(reading: Reading, drawn: list[Rule]) -> Chart:
    start = day_value(reading.calendar.start)
    rows: list[Row] = []
    for k, one in enumerate(drawn):
        rows += [
            {
                "part": "bar", "from": day_value(period.first), "to": end_value(period.last),
                "y": k * _ROW + 18, "y2": k * _ROW + 29, "series": label(_decision(period.decision)),
            }
            for period in one.periods
        ]  # fmt: skip
        rows += _text_rows(_name(reading, one), _foot(one), k * _ROW, start)
    there = {period.decision for one in drawn for period in one.periods}
    series = {label(_decision(d)): _COLOURS[d] for d in DECISIONS if d in there}
    title = _("What is decided, over time")
    parts = [
        _("{consent}, for {recipient}: {decisions}").format(
            consent=_name(reading, one), recipient=short(_recipient(reading, one)), decisions=_history(one)
        )
        for one in drawn
    ]
    alt = _("{title}. {parts}.").format(title=title, parts=listed(parts, SEMICOLON))
    spec = _spec(horizon_x(reading), "to", series, len(drawn))
    return chart("consents-decisions", title, alt, rows, spec, height=_ROW * len(drawn) + 20, wide=True)


def _stocks(reading: Reading, stopped: list[Rule]) -> Chart:
    """Bars of one hundred percent: what there was of the goods, used, left as reserve, left beyond it."""
    words = {"free": _("left beyond floors"), "floor": _("kept as reserve floor"), "used": _("used in the plan")}
    rows: list[Row] = []
    parts = []
    for k, one in enumerate(stopped):
        top, at = k * _ROW, 0.0
        free, floor = one.free / one.supply, (one.left - one.free) / one.supply
        for part, share in (("free", free), ("floor", floor), ("used", max(0.0, 1 - free - floor))):
            rows.append({"part": "bar", "from": at, "to": min(1.0, at + share), "y": top + 18, "y2": top + 29,
                         "series": label(words[part])})  # fmt: skip
            at += share
        foot = _("{free} of {supply} left beyond floors ({share})").format(
            free=quantity(one.free), supply=quantity(one.supply), share=percent(free)
        )
        rows += _text_rows(_name(reading, one), foot, top, 0)
        parts.append(_("{consent}: {figures}").format(consent=_name(reading, one), figures=foot))
    title = _("Goods behind the consents that block: what is left of them at the end")
    alt = _("{title}. {parts}.").format(title=title, parts=listed(parts, SEMICOLON))
    x: Spec = {
        "field": "from",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1], "nice": False, "reverse": right_to_left()},
        "axis": {"format": ".0%", "tickCount": 4, "grid": False},
    }
    series = dict(zip(map(label, words.values()), (RED, SKY, "#e3e7eb"), strict=True))
    return chart(
        "consents-stocks", title, alt, rows, _spec(x, "to", series, len(stopped)),
        height=_ROW * len(stopped) + 20, wide=True,
    )  # fmt: skip


def _spec(x: Spec, until: str, series: dict[str, str], count: int) -> Spec:
    """Strips under their headings, one below the other, with a legend of the words."""
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, _ROW * count], "nice": False, "reverse": True}}  # fmt: skip
    colour = {
        "field": "series", "type": "nominal", "scale": {"domain": list(series), "range": list(series.values())},
        "legend": {"orient": "bottom", "title": None, "direction": "horizontal", "columns": 2, "labelLimit": 300},
    }  # fmt: skip
    align = "right" if right_to_left() else "left"

    def layer(part: str, mark_: Spec, more: Spec) -> Spec:
        place = {"x": x, "y": y}
        return {"transform": [{"filter": {"field": "part", "equal": part}}], "mark": mark_, "encoding": place | more}

    def text(part: str, **more: Any) -> Spec:
        mark_ = {"type": "text", "align": align, "baseline": "middle", "fontSize": 11, "color": INK, **more}
        return layer(part, mark_, {"text": {"field": "text"}})

    wide = {"x2": {"field": until}, "y2": {"field": "y2"}}
    bar = {"type": "rect", "stroke": INK, "strokeWidth": 0.6}
    return {"layer": [layer("bar", bar, wide | {"color": colour}), text("head", fontWeight="bold"), text("foot")]}


def _says(reading: Reading, told: list[Rule]) -> str:
    blocking = [one for one in told if one.blocks]
    words = [
        ngettext("{count} consent is on record.", "{count} consents are on record.", len(told)).format(count=len(told)),
        ngettext(
            "{count} blocks at some time: withheld, undecided, or not granted yet.",
            "{count} block at some time: withheld, undecided, or not granted yet.",
            len(blocking),
        ).format(count=len(blocking))
        if blocking
        else _("None blocks at any time."),
    ]
    worth = [one for one in blocking if one.worth]
    if worth:
        words.append(
            _(
                "To let one more unit pass would help late or short requests, or something else that the plan counts, "
                "under these: {consents}."
            ).format(consents=_listed(reading, worth))
        )
    full = [one for one in told if any(period.full for period in one.periods)]
    if full:
        words.append(
            ngettext(
                "{count} limit is used up: {consents}.", "{count} limits are used up: {consents}.", len(full)
            ).format(count=len(full), consents=_listed(reading, full))
        )  # fmt: skip
    words.append(_proof(reading))
    return listed(words, " ")


def _proof(reading: Reading) -> str:
    """Where it is proved what a decision would unlock."""
    if reading.explanation is not None and any(one.kind == "consent" for one in reading.explanation.decisions):
        words = _("What each decision would unlock is proved under “{section}”.")
        return words.format(section=_("Who can do what"))
    words = _("What a decision would unlock is not proved here: {command} proves it, by planning again.")
    return words.format(command="muster explain")


def _listed(reading: Reading, told: list[Rule]) -> str:
    """The first few consents, and how many more."""
    names = [_name(reading, one) for one in told[:MOST_NAMED]]
    more = len(told) - len(names)
    if more > 0:
        names.append(ngettext("{count} other", "{count} others", more).format(count=more))
    return listed(names, SEMICOLON)


def _table(reading: Reading, told: list[Rule]) -> Table:
    name = reading.names
    rows = tuple(
        (
            name.of("party", one.party), name.wants(one.wants), _recipient(reading, one),
            name.of("party", one.holder) if one.holder else _("anyone"), _history(one),
            one.limited.limit if one.limited else None, one.handed_over,
            one.worth, tier_in_words(one.tier) if one.tier else "", one.supply, one.left, one.free, _requests(one),
        )
        for one in told[:MOST_ROWS]
    )  # fmt: skip
    columns = (
        Column(_("Consent of")), Column(_("Goods")), Column(_("For")), Column(_("Held by")), Column(_("Decision")),
        Column(_("Limit"), "number"), Column(_("Handed over under it"), "number"),
        Column(_("Largest worth of one more unit"), "number"), Column(_("Worth in tier")),
        Column(_("There, received or made"), "number"), Column(_("Left at the end"), "number"),
        Column(_("Of it beyond floors"), "number"), Column(_("Late or short requests that could use them")),
    )  # fmt: skip
    caption = _("Consents, what passes under them and the goods behind them (in units of the goods)")
    return Table("consents", caption, columns, rows, max(0, len(told) - MOST_ROWS), "consents.parquet")


def _history(one: Rule) -> str:
    """Every decision with its days, and the use of its limit."""
    parts = []
    for period in one.periods:
        parts.append(
            _("{decision} from {first} to {last}").format(
                decision=_decision(period.decision), first=day(period.first), last=day(period.last)
            )
        )
        if period.limit is not None:
            parts.append(_used(period))
    return listed(parts, SEMICOLON)


def _requests(one: Rule) -> str:
    """The first late or short requests, and how many more."""
    named_ = list(one.behind[:MOST_NAMED])
    more = len(one.behind) - len(named_)
    if more > 0:
        named_.append(ngettext("{count} other", "{count} others", more).format(count=more))
    return listed(named_) if named_ else _("none")


def _left_out(count: int) -> str:
    if count <= DRAWN:
        return ""
    return _(
        "Drawn are {shown} of {count} consents: those that block, and of these first those whose worth is largest; "
        "all are in {file}."
    ).format(shown=DRAWN, count=count, file="consents.parquet")
