"""The example as a record, `examples/brussels-2022/record.jsonl`: `make record` writes it.

It only grows, as every record does: where it is there already, what has changed in the example since is added to it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from muster.record.exchange.import_scenario import import_scenario
from muster.record.exchange.restore import restore_record
from muster.record.store.ledger import Ledger, create_ledger
from muster.scenario import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "brussels-2022"
SHIPPED = EXAMPLE / "record.jsonl"


def current_lines() -> bytes:
    """Return the shipped lines, followed by entries for changes in the example."""
    example = read(EXAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "record.db"
        with (
            restore_record(db, SHIPPED)
            if SHIPPED.exists()
            else create_ledger(db, example.settings.title, "muster") as ledger
        ):
            import_scenario(ledger, example, "muster", whole=True)
            return export_lines(ledger)


def export_lines(ledger: Ledger) -> bytes:
    """Format the chain like `muster record export`."""
    return b"".join(link.line + b"\n" for link in ledger.links())


if __name__ == "__main__":
    SHIPPED.write_bytes(current_lines())
