"""Dependents of a source: rows that cite it, its published figures and claims, their adoptions, and plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.problems import nearest
from muster.record.errors import RecordRefusedError
from muster.record.projection.row_identity import row_subject
from muster.record.projection.scenario import state_at
from muster.record.projection.state import Claim
from muster.record.queries.published_figures import latest_figure_entries, published_figures
from muster.record.store.entry import LedgerEntry
from muster.record.store.ledger import Ledger
from muster.text import phrase


@dataclass(frozen=True)
class CitingRow:
    """A row that cites the source, with its numeric cells; `entry` is the number of the entry that cites it."""

    table: str
    subject: str
    cells: dict[str, Any]
    entry: int


@dataclass(frozen=True)
class SourceDependents:
    """Dependents of a source; `retracted` is the entry that retracts it, or None."""

    source: str
    retracted: LedgerEntry | None
    rows: tuple[CitingRow, ...]
    published: tuple[LedgerEntry, ...]
    claims: tuple[Claim, ...]
    adoptions: tuple[LedgerEntry, ...]
    plans: tuple[LedgerEntry, ...]


def find_source_dependents(ledger: Ledger, source: str, up_to: int | None = None) -> SourceDependents:
    """Find the dependents of a source up to an entry (default: the last), regardless of `valid_from`.

    Raises:
        RecordRefusedError: The source is neither registered nor cited.
    """
    last = ledger.head().number if up_to is None else up_to
    state, _document_rows = state_at(ledger, None, last)
    published = tuple(
        entry for entry in published_figures(latest_figure_entries(ledger, last)) if entry.content["source"] == source
    )
    rows = []
    for (table, key), row in sorted(state.present_rows(), key=lambda pair: (pair[0][0], repr(pair[0][1]))):
        cells = row.values()
        if table != "sources" and cells.get("source") == source:
            numeric_cells = {name: value for name, value in cells.items() if isinstance(value, float | int)}
            rows.append(CitingRow(table, row_subject(table, key), numeric_cells, row.cells["source"][0][1]))
    claims = tuple(claim for claim in state.claims.values() if claim.source == source)
    numbers = {claim.number for claim in claims}
    adoptions = tuple(entry for _stamp, claim, entry in state.adopted.values() if claim in numbers)
    plans = tuple(plan for plan in state.plans if source in plan.content["sources"])
    if not (rows or published or claims or plans or ("sources", (source,)) in state.rows):
        suggestion = nearest(source, [key[0] for table, key in state.rows if table == "sources"])
        remedy = phrase('Did you mean "{nearest}"?', nearest=suggestion) if suggestion else None
        raise RecordRefusedError(phrase('"{source}" is not among the sources', source=source), remedy)
    return SourceDependents(source, state.retracted.get(source), tuple(rows), published, claims, adoptions, plans)
