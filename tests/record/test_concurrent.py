"""Concurrent and killed writers: every acknowledged entry exists exactly once, and the chain is intact."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from muster.record.store.hash_chain import verify_chain
from muster.record.store.ledger import Ledger

WRITERS, READERS, EACH = 8, 20, 12

WRITER = """
import sys
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import Ledger
ledger = Ledger(sys.argv[1])
print("ready", flush=True)
for number in range(100000):
    drafts = [EntryDraft("test.said", sys.argv[2], {"number": number, "part": part}) for part in range(3)]
    print(ledger.append(drafts, sys.argv[2])[-1].number, flush=True)
"""


READER = """
import sys
from muster.record.store.hash_chain import verify_chain
from muster.record.store.ledger import Ledger
with Ledger(sys.argv[1]) as ledger:
    for _ in range(3):
        first = list(ledger.entries())
        verdict = verify_chain(ledger.links())
        assert verdict.is_intact and verdict.entry_count >= len(first), verdict
        assert list(ledger.entries(len(first))) == first
"""

FEW = """
import sys
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import Ledger
name, each = sys.argv[2], int(sys.argv[3])
with Ledger(sys.argv[1]) as ledger:
    for number in range(each):
        print(ledger.append([EntryDraft("test.said", name, {"n": number})], name)[0].number)
"""


def start_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run the code in a separate process."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_eight_writers_and_twenty_readers(ledger: Ledger, new_db: str) -> None:
    writers = {f"nation {i}": start_process(FEW, new_db, f"nation {i}", EACH) for i in range(WRITERS)}
    readers = [start_process(READER, new_db) for _ in range(READERS)]
    numbers_by_writer = {}
    for name, writer in writers.items():
        out, _ = writer.communicate(timeout=240)
        assert writer.returncode == 0, out
        numbers_by_writer[name] = [int(line) for line in out.split()]
    for reader in readers:
        out, _ = reader.communicate(timeout=240)
        assert reader.returncode == 0, out
    entries = [entry for entry in ledger.entries() if entry.action == "test.said"]
    assert sorted(number for numbers in numbers_by_writer.values() for number in numbers) == list(
        range(2, 2 + WRITERS * EACH)
    )
    for name, numbers in numbers_by_writer.items():
        own_entries = [entry for entry in entries if entry.subject == name]
        assert [entry.number for entry in own_entries] == numbers
        assert [entry.content["n"] for entry in own_entries] == list(range(EACH))
    assert verify_chain(ledger.links(), [ledger.head()]).is_intact


def settled_head(ledger: Ledger) -> int:
    """Return the head once it is stable: a server may still finish the last statement of a killed writer."""
    head, since = ledger.head().number, time.monotonic()
    while time.monotonic() - since < 0.5:
        time.sleep(0.02)
        if ledger.head().number != head:
            head, since = ledger.head().number, time.monotonic()
    return head


def test_a_writer_that_is_killed_loses_nothing_acknowledged(ledger: Ledger, new_db: str, tmp_path: Path) -> None:
    for attempt in range(3):
        log = tmp_path / f"{attempt}.log"
        with log.open("wb") as stream:
            writer = subprocess.Popen([sys.executable, "-c", WRITER, new_db, f"writer {attempt}"], stdout=stream)
            while log.read_text().count("\n") < 5 + 7 * attempt:
                assert writer.poll() is None
                time.sleep(0.002)
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
        acknowledged = [int(line) for line in log.read_text().split("\n")[1:-1]]
        assert acknowledged
        head = settled_head(ledger)
        recorded = {entry.number for entry in ledger.entries() if entry.subject == f"writer {attempt}"}
        assert set(acknowledged) <= recorded
        # Three entries are written together: all of them are kept, or none.
        assert len(recorded) % 3 == 0
        verdict = verify_chain(ledger.links())
        assert verdict.is_intact
        assert verdict.entry_count == head == ledger.head().number
