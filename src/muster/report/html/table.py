"""Tables: a caption, headings that belong to their columns and rows, and figures in line."""

from __future__ import annotations

from datetime import date

from muster.report.blocks import Cell, ReportTable, TableColumn
from muster.report.cell_format import format_quantity
from muster.report.html.markup import Markup, concatenate, element
from muster.text import _, day, ngettext, number


def table_element(table: ReportTable) -> Markup:
    """A table in a box that scrolls, and in words what it leaves out."""
    caption = f"table-{table.key}"
    headings = (element("th", column.heading, scope="col", class_=column.kind) for column in table.columns)
    rows = (concatenate("\n", _row(table.columns, row)) for row in table.rows)
    whole = element(
        "table",
        element("caption", table.caption, id=caption),
        element("thead", element("tr", *headings)),
        element("tbody", *rows),
    )
    return concatenate(
        element("div", whole, class_="box", role="group", tabindex="0", aria_labelledby=caption),
        element("p", _omission_note(table), class_="left-out") if table.omitted_rows else None,
    )


def _row(columns: tuple[TableColumn, ...], cells: tuple[Cell, ...]) -> Markup:
    first, *others = (
        (column, _cell_element(column, cell)) for column, cell in zip(columns, cells, strict=True)
    )  # a row is named by its first cell
    return element(
        "tr",
        element("th", first[1], scope="row", class_=first[0].kind),
        *(element("td", cell, class_=column.kind) for column, cell in others),
    )


def _cell_element(column: TableColumn, cell: Cell) -> Markup:
    """A cell, kept apart from the direction of what is round it."""
    if cell is None or cell == "":
        return concatenate(element("span", "—", aria_hidden="true"), element("span", _("none"), class_="unseen"))
    if column.kind == "yes":
        return concatenate(_("yes") if cell else _("no"))
    if isinstance(cell, date):
        return element("time", day(cell), datetime=day(cell), dir="ltr")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return element("bdi", format_quantity(cell), dir="ltr")
    return element("bdi", str(cell))


def _omission_note(table: ReportTable) -> str:
    if not table.file:
        template = ngettext("{count} more row is not shown.", "{count} more rows are not shown.", table.omitted_rows)
        return template.format(count=number(table.omitted_rows))
    template = ngettext(
        "{count} more row is not shown; {file} in the plan's folder has all.",
        "{count} more rows are not shown; {file} in the plan's folder has all.",
        table.omitted_rows,
    )
    return template.format(count=number(table.omitted_rows), file=table.file)
