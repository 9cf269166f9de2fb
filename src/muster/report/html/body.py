"""The body of a report's page: what it is and how far it is proved, a list of contents, and the sections."""

from __future__ import annotations

from muster.report.blocks import Block, Paragraph, Picture, PointList, Report, ReportTable, Section
from muster.report.html.figure import picture_element
from muster.report.html.markup import Markup, concatenate, element, keep_days_whole
from muster.report.html.table import table_element
from muster.text import _


def report_body(report: Report) -> Markup:
    """Header, contents, sections and, last, what the plan was made from."""
    return concatenate(
        element("a", _("Skip to the report"), class_="skip", href="#report"),
        element(
            "header",
            element("h1", element("bdi", report.title)),
            element("p", keep_days_whole(report.subtitle), class_="subtitle"),
            element("p", report.proof_status, class_="standing proved" if report.is_proved else "standing unproved"),
        ),
        _noscript_note(report),
        _contents(report),
        "\n",
        element("main", *map(_section, report.sections), id="report"),
        _origin(report),
    )


def _noscript_note(report: Report) -> Markup | None:
    if not any(isinstance(block, Picture) for section in report.sections for block in section.blocks):
        return None
    note = _("Drawings need a script, and scripts do not run here. The tables have the same figures.")
    return element("noscript", element("p", note, class_="aside"))


def _contents(report: Report) -> Markup:
    links = (element("li", element("a", section.title, href=f"#{section.key}")) for section in report.sections)
    return element(
        "nav",
        element("h2", _("Contents"), id="contents"),
        element("ul", *links, role="list"),
        aria_labelledby="contents",
    )


def _section(section: Section) -> Markup:
    heading = f"{section.key}-heading"
    return element(
        "section",
        element("h2", section.title, id=heading),
        *map(_block, section.blocks),
        "\n",
        id=section.key,
        aria_labelledby=heading,
    )


def _block(block: Block) -> Markup:
    match block:
        case Paragraph():
            return element("p", keep_days_whole(block.text))
        case PointList():
            return _point_list(block)
        case Picture():
            return picture_element(block)
        case ReportTable():
            return table_element(block)


def _point_list(points: PointList) -> Markup:
    entries = [
        element(
            "div",
            element("dt", keep_days_whole(point.subject)),
            element("dd", keep_days_whole(point.text)),
            class_="point",
        )
        for point in points.items
    ]
    left_out = element("p", points.omission_note, class_="left-out") if points.omission_note else None
    return concatenate(element("dl", *entries) if entries else None, left_out)


def _origin(report: Report) -> Markup | None:
    if not report.origin:
        return None
    return element(
        "footer",
        element("h2", _("What the plan was made from")),
        _point_list(PointList(report.origin)),
    )
