"""Tables: a caption, headings that belong to their columns and rows, and figures in line."""

from __future__ import annotations

from datetime import date

from muster.report.blocks import Cell, Column, Table
from muster.report.cell_format import quantity
from muster.report.html.markup import Markup, element, together
from muster.text import _, day, ngettext, number


def table(one: Table) -> Markup:
    """A table in a box that scrolls, and in words what it leaves out."""
    caption = f"table-{one.key}"
    headings = (element("th", column.heading, scope="col", class_=column.kind) for column in one.columns)
    rows = (together("\n", _row(one.columns, row)) for row in one.rows)
    whole = element(
        "table",
        element("caption", one.caption, id=caption),
        element("thead", element("tr", *headings)),
        element("tbody", *rows),
    )
    return together(
        element("div", whole, class_="box", role="group", tabindex="0", aria_labelledby=caption),
        element("p", _left_out(one), class_="left-out") if one.left_out else None,
    )


def _row(columns: tuple[Column, ...], cells: tuple[Cell, ...]) -> Markup:
    first, *others = (
        (column, _shown(column, cell)) for column, cell in zip(columns, cells, strict=True)
    )  # a row is named by its first cell
    return element(
        "tr",
        element("th", first[1], scope="row", class_=first[0].kind),
        *(element("td", cell, class_=column.kind) for column, cell in others),
    )


def _shown(column: Column, cell: Cell) -> Markup:
    """A cell, kept apart from the direction of what is round it."""
    if cell is None or cell == "":
        return together(element("span", "—", aria_hidden="true"), element("span", _("none"), class_="unseen"))
    if column.kind == "yes":
        return together(_("yes") if cell else _("no"))
    if isinstance(cell, date):
        return element("time", day(cell), datetime=day(cell), dir="ltr")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return element("bdi", quantity(cell), dir="ltr")
    return element("bdi", str(cell))


def _left_out(one: Table) -> str:
    if not one.file:
        words = ngettext("{count} more row is not shown.", "{count} more rows are not shown.", one.left_out)
        return words.format(count=number(one.left_out))
    words = ngettext(
        "{count} more row is not shown; {file} in the plan's folder has all.",
        "{count} more rows are not shown; {file} in the plan's folder has all.",
        one.left_out,
    )
    return words.format(count=number(one.left_out), file=one.file)
