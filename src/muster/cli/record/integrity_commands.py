"""`muster record checkpoint`, `verify`, `export`: the chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from muster.cli.record.common import AS_OF, DB, JSON, KNOWN_AT, SCENARIO, leaves, opened, print_told, question_of
from muster.cli.translated_click import command, option
from muster.text import _, mark, ngettext, number, phrase


@command(mark("The last entry's hash, for a member to keep."), mark("It says nothing of what is in the record."))
@DB
@option("-o", "--output", type=click.Path(path_type=Path), help=mark("The file to write; printed if not given."))
@JSON
@leaves
def checkpoint(db: str, output: Path | None, as_json: bool) -> int:
    """Print or write it; without --json, as the file that is kept."""
    with opened(db) as book:
        head = book.head()
    if output is None:
        if as_json:
            print_told("done", number=head.number, hash=head.hash, recorded_at=head.recorded_at)
        else:
            click.echo(head.written(), nl=False)
        return 0
    try:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(head.written())
    except FileExistsError:
        raise click.UsageError(_("{path} is there already").format(path=output)) from None
    return _written(output, {"number": head.number, "hash": head.hash}, as_json)


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
    from muster.record.store.checkpoint import read_checkpoint
    from muster.record.store.hash_chain import exported
    from muster.record.store.hash_chain import verify as follow

    kept = [read_checkpoint(path) for path in files]
    if db.endswith(".jsonl"):
        with Path(db).open("rb") as stream:
            verdict = follow(exported(stream), kept)
    else:
        from muster.record.store.ledger import Book

        with Book(db, guarded=False) as book:
            verdict = follow(book.links(), kept)
            if not book.guarded():
                verdict = replace(verdict, faults=(*verdict.faults, phrase(_GUARDS)))
    if as_json:
        faults = [str(fault) for fault in verdict.faults]
        what: dict[str, Any] = {"entries": verdict.entries, "hash": verdict.head, "faults": faults}
        print_told("stands" if verdict.stands else "wrong", **what)
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


@command(
    mark("All entries as JSON Lines, to be checked anywhere, or a data package."),
    mark(
        "A name that ends in .jsonl gets the lines of the chain. Any other is a new folder with datapackage.json: the "
        "entries, claims, documents and the scenario's tables as CSV, as of a day."
    ),
)
@DB
@option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=mark("The .jsonl file or the folder to write."),
)
@AS_OF
@KNOWN_AT
@SCENARIO
@JSON
@leaves
def export(db: str, output: Path, as_of: str | None, known_at: str | None, name: str, as_json: bool) -> int:
    """Write the lines of the chain, or the data package."""
    from muster.record.exchange.data_package import pack
    from muster.scenario.folder_writer import beside

    with opened(db) as book:
        question = question_of(book, as_of, known_at, name)
        try:
            if output.suffix == ".jsonl":
                with beside(output) as target, target.open("wb") as stream:
                    stream.writelines(link.line + b"\n" for link in book.links(question.entry))
            else:
                pack(book, question, output)
        except FileExistsError:
            raise click.UsageError(_("{path} is there already").format(path=output)) from None
    return _written(output, {"entries": question.entry}, as_json)


def _written(output: Path, facts: dict[str, Any], as_json: bool) -> int:
    if as_json:
        print_told("done", file=str(output), **facts)
    else:
        click.echo(_("Written: {path}").format(path=output))
    return 0
