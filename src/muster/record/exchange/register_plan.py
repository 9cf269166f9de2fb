"""Plans that were made from the record: which question their scenario answers, and which sources they rest on."""

from __future__ import annotations

import json
from pathlib import Path

from muster.record.errors import Refused
from muster.record.projection.scenario import Question, draw
from muster.record.store.entry import Draft, Entry
from muster.record.store.ledger import Book
from muster.scenario import read
from muster.text import phrase

_LARGEST = 100_000_000


def register(book: Book, plan: str | Path, question: Question, author: str) -> Entry:
    """Write that this plan folder was made from the scenario that answers the question.

    Refused if the plan's own scenario is another one, as its digest tells.
    """
    path = Path(plan)
    if not (path / "plan.json").is_file() or not (path / "scenario").is_dir():
        raise Refused(phrase("{path} is no plan folder", path=path.name))
    scenario, drawn = read(path / "scenario"), draw(book, question).scenario
    if scenario.digest != drawn.digest:
        raise Refused(
            phrase(
                "the plan was made from another scenario ({plan}) than the record gives for this question ({record})",
                plan=scenario.digest[:19],
                record=drawn.digest[:19],
            )
        )
    with (path / "plan.json").open(encoding="utf-8") as stream:
        try:
            told = json.loads(stream.read(_LARGEST))
        except (ValueError, RecursionError):
            raise Refused(phrase("{path} is no plan folder", path=path.name)) from None
    status = told.get("status") if isinstance(told, dict) else None
    tables = [rows for name, rows in scenario.given.tables.items() if name != "sources"]
    cited = {source for rows in tables for source in rows["source"].drop_nulls().unique()}
    content = {
        "digest": scenario.digest,
        "as_of": question.as_of.isoformat(),
        "entry": question.entry,
        "scenario": question.scenario,
        "status": str(status),
        "sources": sorted(cited),
    }
    return book.write([Draft("plan.registered", f"plan/{path.name}", content)], author)[0]
