"""`muster record`: the book that scenarios are drawn from."""

from __future__ import annotations

import click

from muster.cli.lazy_group import LazyGroup
from muster.text import mark

COMMANDS = {
    name: (f"muster.cli.record.{where}", words)
    for name, where, words in (
        ("init", "write_commands:init", mark("A new record, or one of an earlier version brought up to this one.")),
        ("add", "write_commands:add", mark("Entries, or a scenario's folder or workbook, written into the record.")),
        ("show", "read_commands:show", mark("All that was entered about something, in order.")),
        ("scenario", "read_commands:scenario", mark("The scenario of a day, as it was known at a time.")),
        ("diff", "read_commands:diff", mark("What changed between two times, and which entries changed it.")),
        (
            "source",
            "read_commands:source",
            mark("What rests on a source: rows, published figures, claims, adoptions, plans."),
        ),
        (
            "totals",
            "totals_command:totals",
            mark("What reached a milestone, counted where it crosses into some parties."),
        ),
        (
            "import",
            "published_commands:take",
            mark("Published tables taken into the record, as a source with its release."),
        ),
        (
            "figures",
            "published_commands:figures",
            mark("Sums of what sources publish, allocations and commitments apart."),
        ),
        ("plan", "write_commands:plan", mark("Write down that a plan was made from the record.")),
        ("checkpoint", "integrity_commands:checkpoint", mark("The last entry's hash, for a member to keep.")),
        (
            "verify",
            "integrity_commands:verify",
            mark("Whether nothing in the record was changed, taken away or reordered."),
        ),
        (
            "export",
            "integrity_commands:export",
            mark("All entries as JSON Lines, to be checked anywhere, or a data package."),
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
    """The record's commands."""
