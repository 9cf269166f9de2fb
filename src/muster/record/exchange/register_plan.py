"""Register a plan made from the record, with the query of its scenario and the sources it cites."""

from __future__ import annotations

import json
from pathlib import Path

from muster.record.errors import RecordRefusedError
from muster.record.projection.scenario import ScenarioQuery, project_scenario
from muster.record.store.entry import EntryDraft, LedgerEntry
from muster.record.store.ledger import Ledger
from muster.scenario import read
from muster.text import phrase

_MAX_LENGTH = 100_000_000


def register_plan(ledger: Ledger, plan: str | Path, query: ScenarioQuery, author: str) -> LedgerEntry:
    """Write that a plan folder was made from the scenario of a query.

    Raises:
        RecordRefusedError: The folder is not a plan, or its scenario has another digest than the query gives.
    """
    path = Path(plan)
    if not (path / "plan.json").is_file() or not (path / "scenario").is_dir():
        raise RecordRefusedError(phrase("{path} is not a plan folder", path=path.name))
    scenario, projected = read(path / "scenario"), project_scenario(ledger, query).scenario
    if scenario.digest != projected.digest:
        raise RecordRefusedError(
            phrase(
                "the scenario of the plan ({plan}) differs from that of the record ({record}); check --as-of, "
                "--known-at and --scenario",
                plan=scenario.digest[:19],
                record=projected.digest[:19],
            )
        )
    with (path / "plan.json").open(encoding="utf-8") as stream:
        try:
            manifest = json.loads(stream.read(_MAX_LENGTH))
        except (ValueError, RecursionError):
            raise RecordRefusedError(phrase("{path} is not a plan folder", path=path.name)) from None
    status = manifest.get("status") if isinstance(manifest, dict) else None
    tables = [rows for name, rows in scenario.given.tables.items() if name != "sources"]
    cited = {source for rows in tables for source in rows["source"].drop_nulls().unique()}
    content = {
        "digest": scenario.digest,
        "as_of": query.as_of.isoformat(),
        "entry": query.entry,
        "scenario": query.scenario,
        "status": str(status),
        "sources": sorted(cited),
    }
    return ledger.append([EntryDraft("plan.registered", f"plan/{path.name}", content)], author)[0]
