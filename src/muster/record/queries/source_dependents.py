"""What rests on a source: rows that cite it, what it publishes, its claims, adoptions and plans with these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.problems import nearest
from muster.record.errors import Refused
from muster.record.projection.row_identity import subject_of
from muster.record.projection.scenario import known_at
from muster.record.projection.state import Claim
from muster.record.queries.published_figures import latest, standing
from muster.record.store.entry import Entry
from muster.record.store.ledger import Book
from muster.text import phrase

_NO_FIGURES = ("source", "note")


@dataclass(frozen=True)
class Figure:
    """A row that cites the source, with its cells that are numbers; `entry` is the one that gave the source."""

    table: str
    subject: str
    cells: dict[str, Any]
    entry: int


@dataclass(frozen=True)
class Resting:
    """Everything that rests on a source; `retracted` is the entry that retracts it, if there is one."""

    source: str
    retracted: Entry | None
    figures: tuple[Figure, ...]
    published: tuple[Entry, ...]
    claims: tuple[Claim, ...]
    adoptions: tuple[Entry, ...]
    plans: tuple[Entry, ...]


def resting(book: Book, source: str, upto: int | None = None) -> Resting:
    """What rests on the source, as known after an entry (default: the last), whatever day it holds from.

    Refused if nobody has registered or cited it.
    """
    last = book.head().number if upto is None else upto
    known, _documented = known_at(book, None, last)
    published = tuple(entry for entry in standing(latest(book, last)) if entry.content["source"] == source)
    figures = []
    for (table, key), row in sorted(known.there(), key=lambda pair: (pair[0][0], repr(pair[0][1]))):
        cells = row.values()
        if table != "sources" and cells.get("source") == source:
            shown = {name: value for name, value in cells.items() if isinstance(value, float | int)}
            figures.append(Figure(table, subject_of(table, key), shown, row.cells["source"][0][1]))
    claims = tuple(claim for claim in known.claims.values() if claim.source == source)
    numbers = {claim.number for claim in claims}
    adoptions = tuple(entry for _stamp, claim, entry in known.adopted.values() if claim in numbers)
    plans = tuple(plan for plan in known.plans if source in plan.content["sources"])
    if not (figures or published or claims or plans or ("sources", (source,)) in known.rows):
        near = nearest(source, [key[0] for table, key in known.rows if table == "sources"])
        remedy = phrase('Did you mean "{nearest}"?', nearest=near) if near else None
        raise Refused(phrase('"{source}" is not among the sources', source=source), remedy)
    return Resting(source, known.retracted.get(source), tuple(figures), published, claims, adoptions, plans)
