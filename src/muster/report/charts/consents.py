"""Consents that block, and what lies behind them: decisions over time, and the goods that are left unused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.report.blocks import Chart, Picture, ReportTable, TableColumn
from muster.report.cell_format import SEMICOLON, format_quantity
from muster.report.charts.consent_data import ConsentSummary, DecisionPeriod, consent_summaries
from muster.report.charts.labels import format_percent, horizon_encoding, shorten
from muster.report.charts.vega import (
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    SKY,
    YELLOW,
    ChartRow,
    Spec,
    day_value,
    end_value,
    label,
    make_chart,
)
from muster.report.display_names import tier_label
from muster.report.plan_view import PlanView
from muster.text import _, day, is_right_to_left, join_list, mark, ngettext

MAX_CONSENTS = 12
MAX_ROWS = 200
MAX_NAMED = 5
_ROW_HEIGHT = 46
_NAME_LENGTH, _PARTY_LENGTH = 54, 24


DECISION_LABELS = {
    "granted": mark("granted"),
    "withheld": mark("withheld"),
    "undecided": mark("undecided"),
    "awaited": mark("not granted yet"),
    "open": mark("still open"),
}
_COLOURS = {"granted": GREEN, "withheld": ORANGE, "undecided": YELLOW, "awaited": GREY, "open": SKY}


def consent_strips(view: PlanView) -> Picture | None:
    """Decisions over time as strips, and under each consent that blocks what is left at the end."""
    summaries = consent_summaries(view)
    if not summaries:
        return None
    drawn = summaries[:MAX_CONSENTS]
    charts = [_decision_chart(view, drawn)]
    blocking = [consent for consent in drawn if consent.is_blocking and consent.supply > 0]
    if blocking:
        charts.append(_unused_goods_chart(view, blocking))
    return Picture(
        key="consents", title=_("Consents, and what they keep back"), summary=_summary(view, summaries),
        charts=tuple(charts), table=_table(view, summaries), omission_note=_omission_note(len(summaries)),
    )  # fmt: skip


def _consent_label(view: PlanView, consent: ConsentSummary) -> str:
    """Grantor and goods, and whose they are if the consent says so, in one line."""
    party = shorten(view.names.name_of("party", consent.party), _PARTY_LENGTH)
    room = _NAME_LENGTH - len(party)
    if consent.holder and consent.holder != consent.party:
        holder = shorten(view.names.name_of("party", consent.holder), _PARTY_LENGTH)
        goods = shorten(view.names.item_or_family_name(consent.wants), max(_PARTY_LENGTH, room - len(holder)))
        return _("{party}: {goods} held by {holder}").format(party=party, goods=goods, holder=holder)
    return _("{party}: {goods}").format(party=party, goods=shorten(view.names.item_or_family_name(consent.wants), room))


def _recipient_name(view: PlanView, consent: ConsentSummary) -> str:
    return view.names.name_of("party", consent.recipient) if consent.recipient else _("anyone")


def _decision_label(decision: str) -> str:
    return _(DECISION_LABELS[decision])


def _footer(consent: ConsentSummary) -> str:
    """The decisions as briefly as a drawing needs it: two at most, or the one that has a limit with its use."""
    periods = consent.periods[:2] if consent.last_limited_period is None else (consent.last_limited_period,)
    parts = [
        _("{decision} from {first}").format(decision=_decision_label(period.decision), first=day(period.first))
        for period in periods
    ]
    if consent.last_limited_period is not None:
        parts.append(_limit_use(consent.last_limited_period))
    if len(consent.periods) > len(periods):
        parts.append("…")
    return join_list(parts, SEMICOLON)


def _limit_use(period: DecisionPeriod) -> str:
    """Share of a limit that is used."""
    used, limit = format_quantity(period.handed_over), format_quantity(period.limit or 0.0)
    return _("{used} of {limit} used").format(used=used, limit=limit)


def _text_rows(head: str, foot: str, top: float, start: object) -> Iterator[ChartRow]:
    yield {"part": "head", "from": start, "y": top + 9, "text": label(head)}
    yield {"part": "foot", "from": start, "y": top + 36, "text": label(foot)}


def _decision_chart(view: PlanView, drawn: list[ConsentSummary]) -> Chart:
    start = day_value(view.calendar.start)
    rows: list[ChartRow] = []
    for k, consent in enumerate(drawn):
        rows += [
            {
                "part": "bar", "from": day_value(period.first), "to": end_value(period.last), "y": k * _ROW_HEIGHT + 18,
                "y2": k * _ROW_HEIGHT + 29, "series": label(_decision_label(period.decision)),
            }
            for period in consent.periods
        ]  # fmt: skip
        rows += _text_rows(_consent_label(view, consent), _footer(consent), k * _ROW_HEIGHT, start)
    drawn_decisions = {period.decision for consent in drawn for period in consent.periods}
    series = {
        label(_decision_label(decision)): _COLOURS[decision]
        for decision in DECISION_LABELS
        if decision in drawn_decisions
    }
    title = _("What is decided, over time")
    parts = [
        _("{consent}, for {recipient}: {decisions}").format(
            consent=_consent_label(view, consent),
            recipient=shorten(_recipient_name(view, consent)),
            decisions=_history(consent),
        )
        for consent in drawn
    ]
    alt = _("{title}. {parts}.").format(title=title, parts=join_list(parts, SEMICOLON))
    spec = _spec(horizon_encoding(view), "to", series, len(drawn))
    return make_chart("consents-decisions", title, alt, rows, spec, height=_ROW_HEIGHT * len(drawn) + 20, wide=True)


def _unused_goods_chart(view: PlanView, blocking: list[ConsentSummary]) -> Chart:
    """Bars of one hundred percent: what there was of the goods, used, left as reserve, left beyond it."""
    part_labels = {"free": _("left beyond floors"), "floor": _("kept as reserve floor"), "used": _("used in the plan")}
    rows: list[ChartRow] = []
    parts = []
    for k, consent in enumerate(blocking):
        top, left_edge = k * _ROW_HEIGHT, 0.0
        free, floor = consent.free_at_end / consent.supply, (consent.left_at_end - consent.free_at_end) / consent.supply
        for part, share in (("free", free), ("floor", floor), ("used", max(0.0, 1 - free - floor))):
            rows.append(
                {
                    "part": "bar", "from": left_edge, "to": min(1.0, left_edge + share), "y": top + 18, "y2": top + 29,
                    "series": label(part_labels[part]),
                }
            )  # fmt: skip
            left_edge += share
        foot = _("{free} of {supply} left beyond floors ({share})").format(
            free=format_quantity(consent.free_at_end),
            supply=format_quantity(consent.supply),
            share=format_percent(free),
        )
        rows += _text_rows(_consent_label(view, consent), foot, top, 0)
        parts.append(_("{consent}: {figures}").format(consent=_consent_label(view, consent), figures=foot))
    title = _("Goods behind the consents that block: what is left of them at the end")
    alt = _("{title}. {parts}.").format(title=title, parts=join_list(parts, SEMICOLON))
    x: Spec = {
        "field": "from",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1], "nice": False, "reverse": is_right_to_left()},
        "axis": {"format": ".0%", "tickCount": 4, "grid": False},
    }
    series = dict(zip(map(label, part_labels.values()), (RED, SKY, "#e3e7eb"), strict=True))
    return make_chart(
        "consents-stocks", title, alt, rows, _spec(x, "to", series, len(blocking)),
        height=_ROW_HEIGHT * len(blocking) + 20, wide=True,
    )  # fmt: skip


def _spec(x: Spec, end_field: str, series: dict[str, str], count: int) -> Spec:
    """Strips under their headings, one below the other, with a legend of the words."""
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, _ROW_HEIGHT * count], "nice": False, "reverse": True}}  # fmt: skip
    colour = {
        "field": "series", "type": "nominal", "scale": {"domain": list(series), "range": list(series.values())},
        "legend": {"orient": "bottom", "title": None, "direction": "horizontal", "columns": 2, "labelLimit": 300},
    }  # fmt: skip
    align = "right" if is_right_to_left() else "left"

    def layer(part: str, mark_: Spec, more: Spec) -> Spec:
        position = {"x": x, "y": y}
        return {"transform": [{"filter": {"field": "part", "equal": part}}], "mark": mark_, "encoding": position | more}

    def text(part: str, **more: Any) -> Spec:
        mark_ = {"type": "text", "align": align, "baseline": "middle", "fontSize": 11, "color": INK, **more}
        return layer(part, mark_, {"text": {"field": "text"}})

    wide = {"x2": {"field": end_field}, "y2": {"field": "y2"}}
    bar = {"type": "rect", "stroke": INK, "strokeWidth": 0.6}
    return {"layer": [layer("bar", bar, wide | {"color": colour}), text("head", fontWeight="bold"), text("foot")]}


def _summary(view: PlanView, consents: list[ConsentSummary]) -> str:
    blocking = [consent for consent in consents if consent.is_blocking]
    sentences = [
        ngettext("{count} consent is on record.", "{count} consents are on record.", len(consents)).format(
            count=len(consents)
        ),
        ngettext(
            "{count} blocks at some time: withheld, undecided, or not granted yet.",
            "{count} block at some time: withheld, undecided, or not granted yet.",
            len(blocking),
        ).format(count=len(blocking))
        if blocking
        else _("None blocks at any time."),
    ]
    worth = [consent for consent in blocking if consent.worth]
    if worth:
        sentences.append(
            _(
                "To let one more unit pass would help late or short requests, or something else that the plan counts, "
                "under these: {consents}."
            ).format(consents=_consent_list(view, worth))
        )
    full = [consent for consent in consents if any(period.is_used_up for period in consent.periods)]
    if full:
        sentences.append(
            ngettext(
                "{count} limit is used up: {consents}.", "{count} limits are used up: {consents}.", len(full)
            ).format(count=len(full), consents=_consent_list(view, full))
        )  # fmt: skip
    sentences.append(_proof_note(view))
    return join_list(sentences, " ")


def _proof_note(view: PlanView) -> str:
    """Note on the section that proves what a decision would unlock."""
    if view.explanation is not None and any(decision.kind == "consent" for decision in view.explanation.decisions):
        template = _("What each decision would unlock is proved under “{section}”.")
        return template.format(section=_("Who can do what"))
    template = _("What a decision would unlock is not proved here: {command} proves it, by planning again.")
    return template.format(command="muster explain")


def _consent_list(view: PlanView, consents: list[ConsentSummary]) -> str:
    """The first few consents, and how many more."""
    names = [_consent_label(view, consent) for consent in consents[:MAX_NAMED]]
    more = len(consents) - len(names)
    if more > 0:
        names.append(ngettext("{count} other", "{count} others", more).format(count=more))
    return join_list(names, SEMICOLON)


def _table(view: PlanView, consents: list[ConsentSummary]) -> ReportTable:
    names = view.names
    rows = tuple(
        (
            names.name_of("party", consent.party), names.item_or_family_name(consent.wants),
            _recipient_name(view, consent), names.name_of("party", consent.holder) if consent.holder else _("anyone"),
            _history(consent), consent.last_limited_period.limit if consent.last_limited_period else None,
            consent.handed_over, consent.worth, tier_label(consent.tier) if consent.tier else "", consent.supply,
            consent.left_at_end, consent.free_at_end, _request_list(consent),
        )
        for consent in consents[:MAX_ROWS]
    )  # fmt: skip
    columns = (
        TableColumn(_("Consent of")), TableColumn(_("Goods")), TableColumn(_("For")), TableColumn(_("Held by")),
        TableColumn(_("Decision")), TableColumn(_("Limit"), "number"), TableColumn(_("Handed over under it"), "number"),
        TableColumn(_("Largest worth of one more unit"), "number"), TableColumn(_("Worth in tier")),
        TableColumn(_("There, received or made"), "number"), TableColumn(_("Left at the end"), "number"),
        TableColumn(_("Of it beyond floors"), "number"), TableColumn(_("Late or short requests that could use them")),
    )  # fmt: skip
    caption = _("Consents, what passes under them and the goods behind them (in units of the goods)")
    return ReportTable(
        key="consents",
        caption=caption,
        columns=columns,
        rows=rows,
        omitted_rows=max(0, len(consents) - MAX_ROWS),
        file="consents.parquet",
    )


def _history(consent: ConsentSummary) -> str:
    """Every decision with its days, and the use of its limit."""
    parts = []
    for period in consent.periods:
        parts.append(
            _("{decision} from {first} to {last}").format(
                decision=_decision_label(period.decision), first=day(period.first), last=day(period.last)
            )
        )
        if period.limit is not None:
            parts.append(_limit_use(period))
    return join_list(parts, SEMICOLON)


def _request_list(consent: ConsentSummary) -> str:
    """The first late or short requests, and how many more."""
    requests = list(consent.late_requests[:MAX_NAMED])
    more = len(consent.late_requests) - len(requests)
    if more > 0:
        requests.append(ngettext("{count} other", "{count} others", more).format(count=more))
    return join_list(requests) if requests else _("none")


def _omission_note(count: int) -> str:
    if count <= MAX_CONSENTS:
        return ""
    return _(
        "Drawn are {shown} of {count} consents: those that block, and of these first those whose worth is largest; "
        "all are in {file}."
    ).format(shown=MAX_CONSENTS, count=count, file="consents.parquet")
