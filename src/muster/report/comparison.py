"""Two plans compared, as a page: the same sentences as in the terminal, then the figures and cells behind them."""

from __future__ import annotations

from collections.abc import Iterator

from muster.plans.compare import Comparison, words
from muster.plans.compare.comparison import ComparedPlan
from muster.plans.compare.inputs import TableChange, UnmatchedRow, identifying_values
from muster.plans.compare.requests import RequestOutcome
from muster.plans.compare.sentences.inputs import format_value
from muster.report.blocks import Block, Cell, Paragraph, Point, Report, ReportTable, Section, TableColumn
from muster.report.display_names import tier_label
from muster.text import _, day, is_right_to_left, join_list, language, localized

MAX_ROWS = 400


def build_comparison_report(comparison: Comparison) -> Report:
    """The account of what changed from one plan to another, in the reader's language."""
    sentences = words(comparison)
    is_proved = comparison.before.status == "optimal" and comparison.after.status == "optimal"
    proof_status = _("Both plans are proven optimal.") if is_proved else _("NOT BOTH PLANS ARE PROVEN OPTIMAL.")
    change_sentences = (
        *sentences.caveats,
        *sentences.headline,
        *sentences.tiers,
        *sentences.requests,
        *sentences.unchanged,
    )
    promise_sentences = (*sentences.pledges, *sentences.money, *sentences.consents, *sentences.resources)
    sections = (
        _section("changes", _("What changed"), change_sentences),
        _section("promises", _("Pledges, consents, money and full load"), promise_sentences),
        Section("requests", _("Requests before and after"), (_requests_table(comparison),)),
        Section("tiers", _("Tiers before and after"), (_tiers_table(comparison),)),
        _section("inputs", _("What differs in the tables"), sentences.inputs, *_cell_tables(comparison.inputs.tables)),
    )  # fmt: skip
    return Report(
        title=_("What changed from one plan to another"),
        subtitle=_("{before} → {after}").format(
            before=_plan_title(comparison.before), after=_plan_title(comparison.after)
        ),
        proof_status=proof_status,
        is_proved=is_proved,
        language=language(),
        right_to_left=is_right_to_left(),
        sections=tuple(section for section in sections if section.blocks),
        origin=_origin(comparison),
    )


def _section(key: str, title: str, sentences: tuple[str, ...], *more: Block) -> Section:
    return Section(key, title, (*map(Paragraph, sentences), *more))


def _plan_title(side: ComparedPlan) -> str:
    return localized(side.title, side.title_ar) or _("without a title")


def _origin(comparison: Comparison) -> tuple[Point, ...]:
    period = _("{digest}, from {first} to {last}")
    return tuple(
        Point(subject, period.format(digest=side.digest, first=day(side.start), last=day(side.end)))
        for subject, side in ((_("First plan"), comparison.before), (_("Second plan"), comparison.after))
    )


def _requests_table(comparison: Comparison) -> ReportTable:
    columns = (
        TableColumn(_("request")), TableColumn(_("priority"), "number"), TableColumn(_("plan")),
        TableColumn(_("wanted"), "number"), TableColumn(_("on time"), "number"), TableColumn(_("by the end"), "number"),
        TableColumn(_("short"), "number"), TableColumn(_("filled by"), "day"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for request in sorted(comparison.requests, key=lambda request: request.verdict == "same"):
        rows.append((request.request, request.priority, _("first"), *_outcome_cells(request.before)))
        rows.append((request.request, request.priority, _("second"), *_outcome_cells(request.after)))
    first_rows = tuple(rows[:MAX_ROWS])
    return ReportTable(
        key="requests",
        caption=_("Each request in both plans; those that change first"),
        columns=columns,
        rows=first_rows,
        omitted_rows=len(rows) - len(first_rows),
    )


def _outcome_cells(outcome: RequestOutcome | None) -> tuple[Cell, ...]:
    if outcome is None:
        return (None,) * 5
    return outcome.quantity, outcome.on_time, outcome.handed_over, outcome.short, outcome.filled_by


def _tiers_table(comparison: Comparison) -> ReportTable:
    columns = (TableColumn(_("tier")), TableColumn(_("first"), "number"), TableColumn(_("second"), "number"))
    rows = tuple((tier_label(tier.name), tier.before, tier.after) for tier in comparison.tiers)
    return ReportTable(
        key="tiers",
        caption=_("Values of the tiers, where less is better but for the value of money"),
        columns=columns,
        rows=rows,
    )


def _cell_tables(tables: tuple[TableChange, ...]) -> tuple[ReportTable, ...]:
    """Differences of the inputs, cell by cell and row by row; empty where they are equal."""
    names = (_("file"), _("row"), _("which"), _("column"), _("first"), _("second"))
    rows = [row for table in tables for row in _change_rows(table)]
    if not rows:
        return ()
    first_rows = tuple(rows[:MAX_ROWS])
    columns = tuple(TableColumn(name) for name in names)
    return (
        ReportTable(
            key="cells",
            caption=_("Cells and rows that differ"),
            columns=columns,
            rows=first_rows,
            omitted_rows=len(rows) - len(first_rows),
        ),
    )


def _change_rows(table: TableChange) -> Iterator[tuple[Cell, ...]]:
    for cell in table.cells:
        lines = dict.fromkeys(str(side.row) for side in (cell.before, cell.after) if side.row is not None)
        ids = join_list(format_value(value) for value in cell.key.values())
        yield (
            table.file,
            " / ".join(lines),
            ids,
            cell.column,
            format_value(cell.before.value),
            format_value(cell.after.value),
        )
    for row in table.removed:
        yield (
            table.file,
            _row_number(row),
            join_list(map(format_value, identifying_values(table, row))),
            None,
            _("there"),
            None,
        )
    for row in table.added:
        yield (
            table.file,
            _row_number(row),
            join_list(map(format_value, identifying_values(table, row))),
            None,
            None,
            _("there"),
        )


def _row_number(row: UnmatchedRow) -> str:
    return "" if row.row is None else str(row.row)
