"""Selection for a document of few pages: the words, the first charts of each kind, the short tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from muster.report.blocks import Block, Paragraph, Picture, PointList, Report, ReportTable, Section
from muster.text import _, ngettext


@dataclass(frozen=True)
class PageBudget:
    """Number of charts of a kind, rows of a table and entries of a list that the document may hold."""

    charts: int
    rows: int
    points: int


PAGE_BUDGETS = (
    PageBudget(6, 26, 18),
    PageBudget(4, 20, 14),
    PageBudget(3, 12, 10),
    PageBudget(2, 6, 6),
    PageBudget(1, 3, 3),
)
"""From the most to the least; the first with which the document has few enough pages is taken."""

_PAGE_ONLY_TABLES = frozenset({"oldest", "unsourced", "decisions", "refill"})
"""Tables that only the page has."""
_PAGE_ONLY_SECTIONS = frozenset({"origins"})
"""Sections that only the page has; the document says so."""


def fit_to_budget(report: Report, budget: PageBudget) -> Report:
    """The report as far as it goes into the budget; what is left out is said."""
    return replace(report, sections=tuple(_section(section, budget) for section in report.sections))


def _section(section: Section, budget: PageBudget) -> Section:
    if section.key in _PAGE_ONLY_SECTIONS:
        return replace(section, blocks=(Paragraph(_("The report page tells this, request by request.")),))
    blocks = tuple(
        _block(block, budget) for block in section.blocks if getattr(block, "key", "") not in _PAGE_ONLY_TABLES
    )
    return replace(section, blocks=blocks)


def _block(block: Block, budget: PageBudget) -> Block:
    match block:
        case Picture():
            omitted = len(block.charts) - budget.charts
            words = ngettext(
                "{count} more drawing in the report page.", "{count} more drawings in the report page.", omitted
            )
            omission_note = block.omission_note if omitted <= 0 else words.format(count=omitted)
            return replace(block, charts=block.charts[: budget.charts], omission_note=omission_note)
        case ReportTable():
            omitted = max(0, len(block.rows) - budget.rows)
            return replace(block, rows=block.rows[: budget.rows], omitted_rows=block.omitted_rows + omitted)
        case PointList():
            omitted = len(block.items) - budget.points
            if omitted <= 0:
                return block
            return replace(
                block, items=block.items[: budget.points], omission_note=_("The report page has the others.")
            )
        case _:
            return block
