"""Measure the record: `python benchmarks/record.py`, or with one or more databases: files, or URLs of PostgreSQL.

Makes a record of 200,000 entries from a seeded random generator in each new database, and measures how fast entries are
written, the scenario as known at a date half way, all of it, and checking the chain. Each question runs in a process of
its own, whose largest memory is told. Prints rows for the table of README.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

BATCH_SIZE = 1_000
SINGLE_ENTRIES = 200
PLEDGE = {"kind": "pledge", "party": "P1", "recipient": "P0", "wants": "item1", "quantity": 10.0, "by": "2024-06-01"}
SHARES = {"correction": 0.55, "claim": 0.15, "adoption": 0.05, "pledge": 0.10, "withdrawal": 0.05, "milestone": 0.10}
COLUMNS = (
    "database", "entries", "written a second, 1,000 at once", "one by one", "scenario half way, s (CPU)", "MB",
    "scenario now, s (CPU)", "MB", "verify, s (CPU)", "MB",
)  # fmt: skip


def main() -> None:
    """Fill and measure each database and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("databases", nargs="*", help="new ones; a file in a temporary folder if none is named")
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", nargs=3, metavar=("WHAT", "DB", "ENTRY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(*arguments.one)))
        return
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    with tempfile.TemporaryDirectory() as temporary:
        for database in arguments.databases or [str(Path(temporary) / "record.db")]:
            written = fill(database, arguments.entries, arguments.seed)
            measurements = [
                measure_in_subprocess(what, database, arguments.entries // 2) for what in ("half", "now", "verify")
            ]
            figures = [
                figure
                for measurement in measurements
                for figure in (f"{measurement['seconds']:.1f} ({measurement['CPU']:.1f})", measurement["MB"])
            ]
            kind = "PostgreSQL" if "://" in database else "SQLite"
            print("| " + " | ".join(map(str, (kind, f"{arguments.entries:,}", *written, *figures))) + " |", flush=True)


def fill(database: str, entries: int, seed: int) -> tuple[str, str]:
    """Make the record, and say how many entries were written a second: many at once, and each alone."""
    from muster.record.store.ledger import create_ledger

    drafts = generate_entries(entries - SINGLE_ENTRIES - 1, seed)
    with create_ledger(database, "A group made up", "benchmark") as ledger:
        started_at, count = time.perf_counter(), 0
        while batch := list(islice(drafts, BATCH_SIZE)):
            ledger.append(batch, "benchmark")
            count += len(batch)
        batch_rate = count / (time.perf_counter() - started_at)
        started_at = time.perf_counter()
        for number in range(SINGLE_ENTRIES):
            ledger.append([milestone_entry(random.Random(number), number)], "benchmark")
        single_rate = SINGLE_ENTRIES / (time.perf_counter() - started_at)
        assert ledger.head().number == entries
    return f"{batch_rate:,.0f}", f"{single_rate:,.0f}"


def generate_entries(count: int, seed: int) -> Iterator[Any]:
    """The entries: first a tenth as rows, then what is said about them, and documents that move."""
    from muster.record.store.entry import EntryDraft

    generator = random.Random(seed)
    rows = list(base_rows(count // 10))
    yield from rows
    stocks = [draft for draft in rows if draft.content["table"] == "stocks"]
    claims: list[tuple[int, Any]] = []
    pledges: list[str] = []
    for number in range(len(rows) + 2, count + 2):
        subject_draft = generator.choice(stocks)
        row_key = {"table": subject_draft.content["table"], "key": subject_draft.content["key"]}
        day = (dt.date(2022, 9, 28) + dt.timedelta(days=generator.randrange(900))).isoformat()
        match generator.choices(list(SHARES), list(SHARES.values()))[0]:
            case "correction":
                content = row_key | {"cells": {"quantity": float(generator.randrange(10_000))}, "of": 1}
                yield EntryDraft("row.corrected", subject_draft.subject, content, day)
            case "claim":
                claim_content = {"column": "quantity", "value": float(generator.randrange(10_000)), "source": "paper"}
                claims.append((number, subject_draft))
                yield EntryDraft("claim.made", subject_draft.subject, row_key | claim_content, day)
            case "adoption" if claims:
                claim, subject_draft = generator.choice(claims)
                content = {"claim": claim, "scenario": "main", "reason": "the newer letter"}
                yield EntryDraft("claim.adopted", subject_draft.subject, content, day)
            case "withdrawal" if pledges:
                name = pledges.pop(generator.randrange(len(pledges)))
                content = {"kind": "pledge", "document": name, "to": "withdrawn", "from": "announced"}
                yield EntryDraft("document.moved", f"pledge/{name}", content, "2023-06-01")
            case "milestone":
                yield milestone_entry(generator, number)
            case _:
                pledges.append(f"p{number}")
                yield EntryDraft(
                    "document.opened", f"pledge/p{number}", PLEDGE | {"document": f"p{number}"}, "2022-12-01"
                )


def milestone_entry(generator: random.Random, number: int) -> Any:
    """A quantity handed over."""
    from muster.record.store.entry import EntryDraft

    shipment_content = {
        "from": f"P{generator.randrange(1, 50)}",
        "to": "P0",
        "wants": "item1",
        "quantity": 1.0 + generator.randrange(99),
    }
    content = {"shipment": f"s{number}", "milestone": "handed over"} | shipment_content
    return EntryDraft("milestone.reached", f"shipment/s{number}", content, "2023-01-01")


def base_rows(count: int) -> Iterator[Any]:
    """Rows of a scenario: 50 parties, a depot each, items, and stocks of all items at the depots."""
    from muster.record.projection.row_identity import row_key, row_subject
    from muster.record.store.entry import EntryDraft
    from muster.schema import TABLES

    tables: dict[str, list[dict[str, Any]]] = {
        "sources": [{"source": "paper", "title": "A paper"}],
        "parties": [{"party": f"P{i}"} for i in range(50)],
        "locations": [{"location": f"depot{i}", "party": f"P{i}"} for i in range(50)],
        "items": [{"item": f"item{i}"} for i in range(count // 50)],
    }
    tables["stocks"] = [
        {"location": f"depot{i % 50}", "item": f"item{i // 50}", "quantity": float(i)}
        for i in range(count - count // 50 - 101)
    ]
    for name, rows in tables.items():
        for cells in rows:
            key = row_key(TABLES[name], cells)
            content = {"table": name, "key": list(key), "cells": cells}
            yield EntryDraft("row.registered", row_subject(name, key), content)


def measure_in_subprocess(question: str, database: str, entry: int) -> dict[str, Any]:
    """The figures of one question."""
    command = [sys.executable, __file__, "--one", question, database, str(entry)]
    process = subprocess.run(command, check=True, capture_output=True, text=True)
    measurement: dict[str, Any] = json.loads(process.stdout)
    return measurement


def measure(question: str, database: str, entry: str) -> dict[str, Any]:
    """Seconds and largest memory of one question, the start of the program not counted in the seconds."""
    from muster.record.projection.scenario import ScenarioQuery, project_scenario
    from muster.record.store.hash_chain import verify_chain
    from muster.record.store.ledger import Ledger, parse_time

    with Ledger(database) as ledger:
        started_at, cpu_at_start = time.perf_counter(), time.process_time()
        if question == "verify":
            assert verify_chain(ledger.links()).is_intact
        else:
            last = int(entry) if question == "half" else ledger.head().number
            then = ledger.entry(last)
            assert then is not None
            upto = ledger.last_entry_at(parse_time(then.recorded_at))
            projected = project_scenario(ledger, ScenarioQuery(dt.date(2024, 1, 1), upto))
            assert projected.scenario.given.tables["stocks"].height > 1_000
        figures = {"seconds": time.perf_counter() - started_at, "CPU": time.process_time() - cpu_at_start}
    return figures | {"MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    main()
