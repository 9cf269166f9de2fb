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

TOGETHER = 1_000
SINGLY = 200
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
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(ask(*asked.one)))
        return
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    with tempfile.TemporaryDirectory() as place:
        for where in asked.databases or [str(Path(place) / "record.db")]:
            written = fill(where, asked.entries, asked.seed)
            told = [in_a_process(what, where, asked.entries // 2) for what in ("half", "now", "verify")]
            figures = [figure for one in told for figure in (f"{one['seconds']:.1f} ({one['CPU']:.1f})", one["MB"])]
            kind = "PostgreSQL" if "://" in where else "SQLite"
            print("| " + " | ".join(map(str, (kind, f"{asked.entries:,}", *written, *figures))) + " |", flush=True)


def fill(where: str, entries: int, seed: int) -> tuple[str, str]:
    """Make the record, and say how many entries were written a second: many at once, and each alone."""
    from muster.record.store.ledger import create

    drafts = made(entries - SINGLY - 1, seed)
    with create(where, "A group made up", "benchmark") as book:
        begun, count = time.perf_counter(), 0
        while part := list(islice(drafts, TOGETHER)):
            book.write(part, "benchmark")
            count += len(part)
        together = count / (time.perf_counter() - begun)
        begun = time.perf_counter()
        for number in range(SINGLY):
            book.write([milestone(random.Random(number), number)], "benchmark")
        alone = SINGLY / (time.perf_counter() - begun)
        assert book.head().number == entries
    return f"{together:,.0f}", f"{alone:,.0f}"


def made(count: int, seed: int) -> Iterator[Any]:
    """The entries: first a tenth as rows, then what is said about them, and documents that move."""
    from muster.record.store.entry import Draft

    chance = random.Random(seed)
    rows = list(base(count // 10))
    yield from rows
    stocks = [draft for draft in rows if draft.content["table"] == "stocks"]
    claims: list[tuple[int, Any]] = []
    pledges: list[str] = []
    for number in range(len(rows) + 2, count + 2):
        about = chance.choice(stocks)
        place = {"table": about.content["table"], "key": about.content["key"]}
        day = (dt.date(2022, 9, 28) + dt.timedelta(days=chance.randrange(900))).isoformat()
        match chance.choices(list(SHARES), list(SHARES.values()))[0]:
            case "correction":
                content = place | {"cells": {"quantity": float(chance.randrange(10_000))}, "of": 1}
                yield Draft("row.corrected", about.subject, content, day)
            case "claim":
                said = {"column": "quantity", "value": float(chance.randrange(10_000)), "source": "paper"}
                claims.append((number, about))
                yield Draft("claim.made", about.subject, place | said, day)
            case "adoption" if claims:
                claim, about = chance.choice(claims)
                content = {"claim": claim, "scenario": "main", "reason": "the newer letter"}
                yield Draft("claim.adopted", about.subject, content, day)
            case "withdrawal" if pledges:
                name = pledges.pop(chance.randrange(len(pledges)))
                content = {"kind": "pledge", "document": name, "to": "withdrawn", "from": "announced"}
                yield Draft("document.moved", f"pledge/{name}", content, "2023-06-01")
            case "milestone":
                yield milestone(chance, number)
            case _:
                pledges.append(f"p{number}")
                yield Draft("document.opened", f"pledge/p{number}", PLEDGE | {"document": f"p{number}"}, "2022-12-01")


def milestone(chance: random.Random, number: int) -> Any:
    """A quantity handed over."""
    from muster.record.store.entry import Draft

    said = {"from": f"P{chance.randrange(1, 50)}", "to": "P0", "wants": "item1", "quantity": 1.0 + chance.randrange(99)}
    content = {"shipment": f"s{number}", "milestone": "handed over"} | said
    return Draft("milestone.reached", f"shipment/s{number}", content, "2023-01-01")


def base(count: int) -> Iterator[Any]:
    """Rows of a scenario: 50 parties, a depot each, items, and stocks of all items at the depots."""
    from muster.record.projection.row_identity import key_of, subject_of
    from muster.record.store.entry import Draft
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
            key = key_of(TABLES[name], cells)
            content = {"table": name, "key": list(key), "cells": cells}
            yield Draft("row.registered", subject_of(name, key), content)


def in_a_process(what: str, where: str, entry: int) -> dict[str, Any]:
    """The figures of one question."""
    command = [sys.executable, __file__, "--one", what, where, str(entry)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ask(what: str, where: str, entry: str) -> dict[str, Any]:
    """Seconds and largest memory of one question, the start of the program not counted in the seconds."""
    from muster.record.projection.scenario import Question, draw
    from muster.record.store.hash_chain import verify
    from muster.record.store.ledger import Book, moment_of

    with Book(where) as book:
        begun, used = time.perf_counter(), time.process_time()
        if what == "verify":
            assert verify(book.links()).stands
        else:
            last = int(entry) if what == "half" else book.head().number
            then = book.entry(last)
            assert then is not None
            upto = book.upto(moment_of(then.recorded_at))
            drawn = draw(book, Question(dt.date(2024, 1, 1), upto))
            assert drawn.scenario.given.tables["stocks"].height > 1_000
        taken = {"seconds": time.perf_counter() - begun, "CPU": time.process_time() - used}
    return taken | {"MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    main()
