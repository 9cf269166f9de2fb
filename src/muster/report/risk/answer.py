"""The answer first: which reading, how sure each request is, what re-planning is worth, what to ask for."""

from __future__ import annotations

from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Paragraph, Point, PointList, ReportTable, Section, TableColumn
from muster.report.risk.risk_view import RiskView
from muster.risk.analysis import sentences as risk_sentences
from muster.text import _, day, join_list, ngettext, number

MOST_SENTENCES = 20
MOST_ROWS = 200


def answer_section(view: RiskView) -> Section:
    """The reading and the draws, a sentence for each request that is not sure, then what matters beside."""
    result = view.result
    unsure = [fulfilment for fulfilment in view.least_sure if _chance_on_time(view, fulfilment) < 1]
    points = tuple(
        Point(_request_heading(view, fulfilment), _request_sentences(view, fulfilment))
        for fulfilment in unsure[:MOST_SENTENCES]
    )
    left_out_count = len(unsure) - len(points)
    left_out = ngettext("{count} more request is not sure.", "{count} more requests are not sure.", left_out_count)
    blocks: list[Paragraph | PointList | ReportTable] = [
        Paragraph(risk_sentences.reading_sentence(result.reading)),
        Paragraph(join_list(risk_sentences.draw_sentences(result), " ")),
        Paragraph(_count_sentences(view, len(unsure))),
        PointList(points, left_out.format(count=left_out_count) if left_out_count > 0 else ""),
        PointList(tuple(_finding_points(view))),
        _requests_table(view),
    ]
    return Section(
        "answer", _("The answer"), tuple(block for block in blocks if not isinstance(block, PointList) or block.items)
    )


def _chance_on_time(view: RiskView, fulfilment: Fulfilment) -> float:
    return view.requests_by_reading[view.result.reading][fulfilment.demand.request]["met_by_due"] or 0.0


def _count_sentences(view: RiskView, unsure: int) -> str:
    sure = len(view.fulfilments) - unsure
    sentences = [
        ngettext(
            "{count} of {all} requests is on time in every draw.", "{count} of {all} requests are on time in every "
            "draw.",
            sure,
        ).format(count=number(sure), all=number(len(view.fulfilments)))
    ]  # fmt: skip
    if unsure:
        sentences.append(_("The others, by priority and the least sure first:"))
    return join_list(sentences, " ")


def _request_heading(view: RiskView, fulfilment: Fulfilment) -> str:
    return _("{request}: {wants} for {party}, priority {priority}").format(
        request=fulfilment.demand.request,
        wants=view.names.item_or_family_name(fulfilment.demand.wants),
        party=view.names.name_of("party", fulfilment.demand.party),
        priority=fulfilment.demand.priority,
    )


def _request_sentences(view: RiskView, fulfilment: Fulfilment) -> str:
    summary = view.requests_by_reading[view.result.reading][fulfilment.demand.request]
    by = {p: view.bucket_end(first) for p, first in summary["filled_on"].items()}
    chance = summary["met_by_due"]
    sentences = (
        [_("On time in {chance} of the draws.").format(chance=risk_sentences.format_chance(chance))] if chance else []
    )
    if not chance:
        sentences.append(_("On time in no draw."))
    sentences.append(_filled_sentence({p: day(last) for p, last in by.items() if last is not None}))
    return join_list([*sentences, _planned_sentence(fulfilment)], " ")


def _filled_sentence(dates: dict[str, str]) -> str:
    """Filling dates with their chances; equal dates are given once."""
    if "p50" not in dates:
        return _("In half of the draws or more it is not filled within the plan.")
    if "p80" not in dates:
        return _("Filled by {p50} in half of the draws; in 20 of 100 or more it never is.").format(**dates)
    if "p95" not in dates:
        if dates["p50"] == dates["p80"]:
            return _("Filled by {p80} in 80 of 100 draws; in 5 of 100 or more it never is.").format(**dates)
        text = _("Filled by {p50} in half of the draws, by {p80} in 80 of 100; in 5 of 100 or more it never is.")
        return text.format(**dates)
    if dates["p50"] == dates["p95"]:
        return _("Filled by {p95} in 95 of 100 draws.").format(**dates)
    if dates["p50"] == dates["p80"]:
        return _("Filled by {p80} in 80 of 100 draws, by {p95} in 95 of 100.").format(**dates)
    return _("Filled by {p50} in half of the draws, by {p80} in 80 of 100, by {p95} in 95 of 100.").format(**dates)


def _planned_sentence(fulfilment: Fulfilment) -> str:
    if fulfilment.filled_by is None:
        return _("As planned today it is never filled.")
    return _("As planned today: {day}.").format(day=day(fulfilment.filled_by))


def _finding_points(view: RiskView) -> list[Point]:
    result = view.result
    findings = (
        (_("Re-planning and knowing"), risk_sentences.gap_sentences(result)),
        (_("Bottlenecks"), risk_sentences.bottleneck_sentences(result, view.subject_name)),
        (_("What to ask for next"), risk_sentences.driver_sentences(result, view.subject_name)),
    )
    return [Point(about, join_list(sentences, " ")) for about, sentences in findings if sentences]


def _requests_table(view: RiskView) -> ReportTable:
    summaries, other_summaries = (view.requests_by_reading[name] for name in (view.result.reading, view.other_reading))
    chance = (
        _("on time, planned with foresight, %")
        if view.other_reading == "knowing"
        else _("on time, as planned today, %")
    )
    columns = (
        TableColumn(_("request")), TableColumn(_("what")), TableColumn(_("recipient")),
        TableColumn(_("priority"), "number"), TableColumn(_("filled by, as planned today"), "day"),
        TableColumn(_("on time, %"), "number"), TableColumn(_("50 % by"), "day"), TableColumn(_("80 % by"), "day"),
        TableColumn(_("95 % by"), "day"), TableColumn(_("late unit-buckets, 50 %"), "number"),
        TableColumn(_("80 %"), "number"), TableColumn(chance, "number"),
    )  # fmt: skip
    rows = tuple(
        (
            fulfilment.demand.request, view.names.item_or_family_name(fulfilment.demand.wants),
            view.names.name_of("party", fulfilment.demand.party), fulfilment.demand.priority, fulfilment.filled_by,
            as_percent(summaries[fulfilment.demand.request]["met_by_due"]),
            *(view.bucket_end(summaries[fulfilment.demand.request]["filled_on"][p]) for p in ("p50", "p80", "p95")),
            *(summaries[fulfilment.demand.request]["late_unit_buckets"][p] for p in ("p50", "p80")),
            as_percent(other_summaries[fulfilment.demand.request]["met_by_due"]),
        )
        for fulfilment in view.fulfilments[:MOST_ROWS]
    )  # fmt: skip
    left_out = max(0, len(view.fulfilments) - MOST_ROWS)
    caption = _("All requests, by priority; a dash: not within the plan")
    return ReportTable(
        key="requests", caption=caption, columns=columns, rows=rows, omitted_rows=left_out, file="requests.parquet"
    )


def as_percent(chance: float | None) -> float | None:
    """A chance as a figure of a table."""
    return None if chance is None else round(100 * chance, 1)
