"""Many at once, and a writer that is killed: what was acknowledged is there, once, and the chain stands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from muster.record.store.hash_chain import verify
from muster.record.store.ledger import Book

WRITERS, READERS, EACH = 8, 20, 12

WRITER = """
import sys
from muster.record.book import Book
from muster.record.entry import Draft
book = Book(sys.argv[1])
print("ready", flush=True)
for number in range(100000):
    drafts = [Draft("test.said", sys.argv[2], {"number": number, "part": part}) for part in range(3)]
    print(book.write(drafts, sys.argv[2])[-1].number, flush=True)
"""


READER = """
import sys
from muster.record.book import Book
from muster.record.chain import verify
with Book(sys.argv[1]) as book:
    for _ in range(3):
        first = list(book.entries())
        verdict = verify(book.links())
        assert verdict.stands and verdict.entries >= len(first), verdict
        assert list(book.entries(len(first))) == first
"""

FEW = """
import sys
from muster.record.book import Book
from muster.record.entry import Draft
name, each = sys.argv[2], int(sys.argv[3])
with Book(sys.argv[1]) as book:
    for number in range(each):
        print(book.write([Draft("test.said", name, {"n": number})], name)[0].number)
"""


def started(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of its own that runs the code."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_eight_writers_and_twenty_readers(book: Book, where: str) -> None:
    writers = {f"nation {i}": started(FEW, where, f"nation {i}", EACH) for i in range(WRITERS)}
    readers = [started(READER, where) for _ in range(READERS)]
    told = {}
    for name, writer in writers.items():
        out, _ = writer.communicate(timeout=240)
        assert writer.returncode == 0, out
        told[name] = [int(line) for line in out.split()]
    for reader in readers:
        out, _ = reader.communicate(timeout=240)
        assert reader.returncode == 0, out
    entries = [entry for entry in book.entries() if entry.action == "test.said"]
    assert sorted(number for numbers in told.values() for number in numbers) == list(range(2, 2 + WRITERS * EACH))
    for name, numbers in told.items():
        own = [entry for entry in entries if entry.subject == name]
        assert [entry.number for entry in own] == numbers
        assert [entry.content["n"] for entry in own] == list(range(EACH))
    assert verify(book.links(), [book.head()]).stands


def settled(book: Book) -> int:
    """The head once it rests: a database server may still finish what a killed writer sent last."""
    head, since = book.head().number, time.monotonic()
    while time.monotonic() - since < 0.5:
        time.sleep(0.02)
        if book.head().number != head:
            head, since = book.head().number, time.monotonic()
    return head


def test_a_writer_that_is_killed_loses_nothing_acknowledged(book: Book, where: str, tmp_path: Path) -> None:
    for attempt in range(3):
        log = tmp_path / f"{attempt}.log"
        with log.open("wb") as stream:
            writer = subprocess.Popen([sys.executable, "-c", WRITER, where, f"writer {attempt}"], stdout=stream)
            while log.read_text().count("\n") < 5 + 7 * attempt:
                assert writer.poll() is None
                time.sleep(0.002)
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
        acknowledged = [int(line) for line in log.read_text().split("\n")[1:-1]]
        assert acknowledged
        head = settled(book)
        there = {entry.number for entry in book.entries() if entry.subject == f"writer {attempt}"}
        assert set(acknowledged) <= there
        # Three entries are written together: all of them are kept, or none.
        assert len(there) % 3 == 0
        verdict = verify(book.links())
        assert verdict.stands
        assert verdict.entries == head == book.head().number
