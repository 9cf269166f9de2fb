"""The example as a record, `examples/brussels-2022/record.jsonl`: `make record` writes it.

It only grows, as every record does: where it is there already, what has changed in the example since is added to it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from muster.record.exchange.import_scenario import take
from muster.record.exchange.restore import restore
from muster.record.store.ledger import Book, create
from muster.scenario import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "brussels-2022"
SHIPPED = EXAMPLE / "record.jsonl"


def current() -> bytes:
    """The lines that are shipped, after them what the example says and they do not."""
    example = read(EXAMPLE)
    with tempfile.TemporaryDirectory() as place:
        where = Path(place) / "record.db"
        with restore(where, SHIPPED) if SHIPPED.exists() else create(where, example.settings.title, "muster") as book:
            take(book, example, "muster", whole=True)
            return lines(book)


def lines(book: Book) -> bytes:
    """The chain as `muster record export` writes it."""
    return b"".join(link.line + b"\n" for link in book.links())


if __name__ == "__main__":
    SHIPPED.write_bytes(current())
