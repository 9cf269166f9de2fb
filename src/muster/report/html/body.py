"""The body of a report's page: what it is and how far it is proved, a list of contents, and the sections."""

from __future__ import annotations

from muster.report.blocks import Block, Picture, Points, Report, Section, Table, Words
from muster.report.html.figure import picture
from muster.report.html.inline_text import told
from muster.report.html.markup import Markup, element, together
from muster.report.html.table import table
from muster.text import _


def body(report: Report) -> Markup:
    """Header, contents, sections and, last, what the plan was made from."""
    return together(
        element("a", _("Skip to the report"), class_="skip", href="#report"),
        element(
            "header",
            element("h1", element("bdi", report.title)),
            element("p", told(report.subtitle), class_="subtitle"),
            element("p", report.standing, class_="standing proved" if report.proved else "standing unproved"),
        ),
        _without_script(report),
        _contents(report),
        "\n",
        element("main", *map(_section, report.sections), id="report"),
        _made_from(report),
    )


def _without_script(report: Report) -> Markup | None:
    if not any(isinstance(block, Picture) for section in report.sections for block in section.blocks):
        return None
    words = _("Drawings need a script, and scripts do not run here. The tables have the same figures.")
    return element("noscript", element("p", words, class_="aside"))


def _contents(report: Report) -> Markup:
    links = (element("li", element("a", one.title, href=f"#{one.key}")) for one in report.sections)
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
        case Words():
            return element("p", told(block.text))
        case Points():
            return _points(block)
        case Picture():
            return picture(block)
        case Table():
            return table(block)


def _points(points: Points) -> Markup:
    entries = [
        element("div", element("dt", told(one.about)), element("dd", told(one.text)), class_="point")
        for one in points.items
    ]
    left_out = element("p", points.left_out, class_="left-out") if points.left_out else None
    return together(element("dl", *entries) if entries else None, left_out)


def _made_from(report: Report) -> Markup | None:
    if not report.made_from:
        return None
    return element(
        "footer",
        element("h2", _("What the plan was made from")),
        _points(Points(report.made_from)),
    )
