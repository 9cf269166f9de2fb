"""What of a report goes into a document of few pages: the words, the first drawings of each kind, the short tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from muster.report.blocks import Block, Picture, Points, Report, Section, Table, Words
from muster.text import _, ngettext


@dataclass(frozen=True)
class Budget:
    """How many drawings of a kind, rows of a table and entries of a list may stand in the document."""

    charts: int
    rows: int
    points: int


BUDGETS = (Budget(6, 26, 18), Budget(4, 20, 14), Budget(3, 12, 10), Budget(2, 6, 6), Budget(1, 3, 3))
"""From the most to the least; the first with which the document has few enough pages is taken."""

_NOT_PRINTED = frozenset({"oldest", "unsourced", "decisions", "refill"})
"""Tables that only the page has."""
_ONLY_NAMED = frozenset({"origins"})
"""Sections that only the page has; the document says so."""


def within(report: Report, budget: Budget) -> Report:
    """The report as far as it goes into the budget; what is left out is said."""
    return replace(report, sections=tuple(_section(section, budget) for section in report.sections))


def _section(section: Section, budget: Budget) -> Section:
    if section.key in _ONLY_NAMED:
        return replace(section, blocks=(Words(_("The report page tells this, request by request.")),))
    kept = tuple(_block(block, budget) for block in section.blocks if getattr(block, "key", "") not in _NOT_PRINTED)
    return replace(section, blocks=kept)


def _block(block: Block, budget: Budget) -> Block:
    match block:
        case Picture():
            untold = len(block.charts) - budget.charts
            words = ngettext(
                "{count} more drawing in the report page.", "{count} more drawings in the report page.", untold
            )
            left_out = block.left_out if untold <= 0 else words.format(count=untold)
            return replace(block, charts=block.charts[: budget.charts], left_out=left_out)
        case Table():
            untold = max(0, len(block.rows) - budget.rows)
            return replace(block, rows=block.rows[: budget.rows], left_out=block.left_out + untold)
        case Points():
            untold = len(block.items) - budget.points
            if untold <= 0:
                return block
            return replace(block, items=block.items[: budget.points], left_out=_("The report page has the others."))
        case _:
            return block
