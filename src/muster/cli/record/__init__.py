"""`muster record`: commands of the ledger from which scenarios are projected.

The commands are in `write_commands`, `read_commands`, `totals_command`, `published_commands` and `integrity_commands`;
a module is imported only when one of its commands runs. `common` has their shared options, opens the ledger, turns a
refusal into exit code 1 and prints results.
"""

from __future__ import annotations

import click

from muster.cli.lazy_group import LazyGroup
from muster.text import mark

COMMANDS = {
    name: (f"muster.cli.record.{where}", words)
    for name, where, words in (
        ("init", "write_commands:init", mark("Create a record, or upgrade one of an earlier version.")),
        ("add", "write_commands:add", mark("Add entries, or a scenario's folder or workbook, to the record.")),
        ("show", "read_commands:show", mark("Show all entries about a subject, in order.")),
        ("scenario", "read_commands:scenario", mark("Write the scenario of a day, as it was known at a time.")),
        ("diff", "read_commands:diff", mark("Show what changed between two times, and which entries changed it.")),
        (
            "source",
            "read_commands:source",
            mark("List what rests on a source: rows, published figures, claims, adoptions, plans."),
        ),
        (
            "totals",
            "totals_command:totals",
            mark("Total what reached a milestone, counted where it enters a set of parties."),
        ),
        (
            "import",
            "published_commands:import_published",
            mark("Import published tables into the record, as a source with its release."),
        ),
        (
            "figures",
            "published_commands:figures",
            mark("Sum the figures that sources publish, with allocations and commitments apart."),
        ),
        ("plan", "write_commands:plan", mark("Register a plan that was made from the record.")),
        ("checkpoint", "integrity_commands:checkpoint", mark("Print the last entry's hash, for a member to keep.")),
        (
            "verify",
            "integrity_commands:verify",
            mark("Verify that no entry of the record was changed, removed or reordered."),
        ),
        (
            "export",
            "integrity_commands:export",
            mark("Export all entries as JSON Lines, which can be verified anywhere, or a data package."),
        ),
    )
}


@click.group(
    cls=LazyGroup,
    commands_at=COMMANDS,
    help="\n".join(
        (
            mark("The record: what was asked, promised, allowed and moved, as known at any time."),
            mark("DB is a file (SQLite), or the URL of a PostgreSQL database: postgresql://USER@HOST/NAME."),
        )
    ),
)
def record() -> None:
    """Group of the record's commands."""
