"""`muster record checkpoint`, `verify`, `export`: the chain."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click

from muster.cli.output import print_json
from muster.cli.record.shared import (
    DB,
    JSON,
    leaves,
    opened,
)
from muster.cli.told import command, option
from muster.text import _, mark, ngettext, number, phrase


@command(mark("The last entry's hash, for a member to keep."))
@DB
@option("-o", "--output", type=click.Path(path_type=Path), help=mark("The file to write; printed if not given."))
@leaves
def checkpoint(db: str, output: Path | None) -> int:
    """Print or write it."""
    with opened(db) as book:
        written = book.head().written()
    if output is None:
        click.echo(written, nl=False)
        return 0
    try:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(written)
    except FileExistsError:
        raise click.UsageError(_("{path} is there already").format(path=output)) from None
    click.echo(_("Written: {path}").format(path=output))
    return 0


_GUARDS = mark("the guards of the record are down; put them up with: muster record init")


@command(
    mark("Whether nothing in the record was changed, taken away or reordered."),
    mark("DB may also be a file that `muster record export` wrote; then no database is needed."),
)
@DB
@option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help=mark("A checkpoint that was kept; may be given again."),
)
@JSON
@leaves
def verify(db: str, files: tuple[Path, ...], as_json: bool) -> int:
    """1 if anything does not follow."""
    from muster.record.chain import exported
    from muster.record.chain import verify as follow
    from muster.record.checkpoint import read_checkpoint
    from muster.record.refused import Refused

    def unreadable(line: int, reason: str) -> Refused:
        return Refused(phrase("line {line} is no entry: {reason}", line=line, reason=reason))

    kept = [read_checkpoint(path) for path in files]
    if db.endswith(".jsonl"):
        with Path(db).open("rb") as stream:
            verdict = follow(exported(stream, unreadable), kept)
    else:
        from muster.record.book import Book

        with Book(db, guarded=False) as book:
            verdict = follow(book.links(), kept)
            if not book.guarded():
                verdict = replace(verdict, faults=(*verdict.faults, phrase(_GUARDS)))
    if as_json:
        faults = [str(fault) for fault in verdict.faults]
        what = {"entries": verdict.entries, "hash": verdict.head, "faults": faults}
        print_json({"muster": version("muster"), "status": "stands" if verdict.stands else "wrong", **what})
    else:
        for fault in verdict.faults:
            click.echo(click.style(_("wrong"), fg="red") + f" {fault}")
        if verdict.stands:
            words = ngettext(
                "The chain of {count} entry stands: {hash}",
                "The chain of {count} entries stands: {hash}",
                verdict.entries,
            )
            click.echo(words.format(count=number(verdict.entries), hash=verdict.head))
        else:
            click.echo(_("The chain does not stand."))
    return 0 if verdict.stands else 1


@command(mark("All entries as JSON Lines, to be checked anywhere."))
@DB
@option("-o", "--output", required=True, type=click.Path(path_type=Path), help=mark("The .jsonl file to write."))
@leaves
def export(db: str, output: Path) -> int:
    """Write the lines of the chain."""
    from muster.scenario.write import beside

    with opened(db) as book:
        try:
            with beside(output) as target, target.open("wb") as stream:
                for link in book.links():
                    stream.write(link.line + b"\n")
        except FileExistsError:
            raise click.UsageError(_("{path} is there already").format(path=output)) from None
    click.echo(_("Written: {path}").format(path=output))
    return 0
