"""Two plans compared, as a page: the same sentences as in the terminal, then the figures and cells behind them."""

from __future__ import annotations

from collections.abc import Iterator

from muster.plans.compare import Comparison, words
from muster.plans.compare.comparison import Side
from muster.plans.compare.inputs import LoneRow, TableChange, known_by
from muster.plans.compare.requests import Outcome
from muster.plans.compare.sentences.inputs import shown
from muster.report.blocks import Block, Cell, Column, Point, Report, Section, Table, Words
from muster.report.plan.certificate import tier_in_words
from muster.text import _, day, language, listed, right_to_left

MOST_ROWS = 400


def comparison(found: Comparison) -> Report:
    """The account of what changed from one plan to another, in the reader's language."""
    told = words(found)
    proved = found.before.status == "optimal" and found.after.status == "optimal"
    standing = _("Both plans are proven optimal.") if proved else _("NOT BOTH PLANS ARE PROVEN OPTIMAL.")
    changed = (*told.cautions, *told.headline, *told.tiers, *told.requests, *told.unchanged)
    promised = (*told.pledges, *told.money, *told.consents, *told.resources)
    sections = (
        _section("changes", _("What changed"), changed),
        _section("promises", _("Pledges, consents, money and full load"), promised),
        Section("requests", _("Requests before and after"), (_requests(found),)),
        Section("tiers", _("Tiers before and after"), (_tiers(found),)),
        _section("inputs", _("What differs in the tables"), told.inputs, *_cells(found.inputs.tables)),
    )  # fmt: skip
    return Report(
        _("What changed from one plan to another"),
        _("{before} → {after}").format(before=_title(found.before), after=_title(found.after)),
        standing,
        proved,
        language(),
        right_to_left(),
        tuple(section for section in sections if section.blocks),
        _made_from(found),
    )


def _section(key: str, title: str, sentences: tuple[str, ...], *more: Block) -> Section:
    return Section(key, title, (*map(Words, sentences), *more))


def _title(side: Side) -> str:
    own = side.title_ar if language() == "ar" else ""
    return own or side.title or _("without a title")


def _made_from(found: Comparison) -> tuple[Point, ...]:
    period = _("{digest}, from {first} to {last}")
    return tuple(
        Point(about, period.format(digest=side.digest, first=day(side.start), last=day(side.end)))
        for about, side in ((_("First plan"), found.before), (_("Second plan"), found.after))
    )


def _requests(found: Comparison) -> Table:
    columns = (
        Column(_("request")), Column(_("priority"), "number"), Column(_("plan")), Column(_("wanted"), "number"),
        Column(_("on time"), "number"), Column(_("by the end"), "number"), Column(_("short"), "number"),
        Column(_("filled by"), "day"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in sorted(found.requests, key=lambda one: one.verdict == "same"):
        rows.append((one.request, one.priority, _("first"), *_figures(one.before)))
        rows.append((one.request, one.priority, _("second"), *_figures(one.after)))
    shown_rows = tuple(rows[:MOST_ROWS])
    return Table("requests", _("Each request in both plans; those that change first"), columns, shown_rows,
                 len(rows) - len(shown_rows))  # fmt: skip


def _figures(one: Outcome | None) -> tuple[Cell, ...]:
    if one is None:
        return (None,) * 5
    return one.quantity, one.on_time, one.handed_over, one.short, one.filled_by


def _tiers(found: Comparison) -> Table:
    columns = (Column(_("tier")), Column(_("first"), "number"), Column(_("second"), "number"))
    rows = tuple((tier_in_words(one.name), one.before, one.after) for one in found.tiers)
    return Table("tiers", _("Values of the tiers, where less is better but for the value of money"), columns, rows)


def _cells(tables: tuple[TableChange, ...]) -> tuple[Table, ...]:
    """Where the inputs differ, cell by cell and row by row; none where they do not."""
    names = (_("file"), _("row"), _("which"), _("column"), _("first"), _("second"))
    rows = [row for one in tables for row in _rows(one)]
    if not rows:
        return ()
    shown_rows = tuple(rows[:MOST_ROWS])
    columns = tuple(Column(name) for name in names)
    return (Table("cells", _("Cells and rows that differ"), columns, shown_rows, len(rows) - len(shown_rows)),)


def _rows(table: TableChange) -> Iterator[tuple[Cell, ...]]:
    for cell in table.cells:
        lines = dict.fromkeys(str(one.row) for one in (cell.before, cell.after) if one.row is not None)
        ids = listed(shown(value) for value in cell.key.values())
        yield table.file, " / ".join(lines), ids, cell.column, shown(cell.before.value), shown(cell.after.value)
    for lone in table.removed:
        yield table.file, _line(lone), listed(map(shown, known_by(table, lone))), None, _("there"), None
    for lone in table.added:
        yield table.file, _line(lone), listed(map(shown, known_by(table, lone))), None, None, _("there")


def _line(row: LoneRow) -> str:
    return "" if row.row is None else str(row.row)
