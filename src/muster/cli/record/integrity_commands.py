"""`muster record checkpoint`, `verify`, `export`: commands on the hash chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from muster.cli.record.common import (
    AS_OF,
    DB,
    JSON,
    KNOWN_AT,
    SCENARIO,
    open_ledger,
    print_result,
    record_command,
    scenario_query,
)
from muster.cli.translated_click import command, option
from muster.text import _, mark, ngettext, number, phrase


@command(
    mark("Print the last entry's hash, for a member to keep."),
    mark("A checkpoint reveals nothing of the record's content."),
)
@DB
@option("-o", "--output", type=click.Path(path_type=Path), help=mark("File to write. [default: print it]"))
@JSON
@record_command
def checkpoint(db: str, output: Path | None, as_json: bool) -> int:
    """Print the checkpoint, or write its file."""
    with open_ledger(db) as ledger:
        head = ledger.head()
    if output is None:
        if as_json:
            print_result("done", number=head.number, hash=head.hash, recorded_at=head.recorded_at)
        else:
            click.echo(head.to_json(), nl=False)
        return 0
    try:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(head.to_json())
    except FileExistsError:
        raise click.UsageError(_("{path} is there already").format(path=output)) from None
    return _print_written(output, {"number": head.number, "hash": head.hash}, as_json)


_TRIGGERS_MISSING = mark(
    "the database triggers that protect the entries are missing; restore them with: muster record init"
)


@command(
    mark("Verify that no entry of the record was changed, removed or reordered."),
    mark("DB may also be a file written by `muster record export`; that needs no database."),
)
@DB
@option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help=mark("Checkpoint file to compare with; may be repeated."),
)
@JSON
@record_command
def verify(db: str, files: tuple[Path, ...], as_json: bool) -> int:
    """Verify the chain and the checkpoints; return 1 if there are faults."""
    from muster.record.store.checkpoint import read_checkpoint
    from muster.record.store.hash_chain import parse_export, verify_chain

    checkpoints = [read_checkpoint(path) for path in files]
    if db.endswith(".jsonl"):
        with Path(db).open("rb") as stream:
            verdict = verify_chain(parse_export(stream), checkpoints)
    else:
        from muster.record.store.ledger import Ledger

        with Ledger(db, require_triggers=False) as ledger:
            verdict = verify_chain(ledger.links(), checkpoints)
            if not ledger.has_triggers():
                verdict = replace(verdict, faults=(*verdict.faults, phrase(_TRIGGERS_MISSING)))
    if as_json:
        faults = [str(fault) for fault in verdict.faults]
        result: dict[str, Any] = {"entries": verdict.entry_count, "hash": verdict.head_hash, "faults": faults}
        print_result("stands" if verdict.is_intact else "wrong", **result)
    else:
        for fault in verdict.faults:
            click.echo(click.style(_("wrong"), fg="red") + f" {fault}")
        if verdict.is_intact:
            template = ngettext(
                "The chain of {count} entry is intact: {hash}",
                "The chain of {count} entries is intact: {hash}",
                verdict.entry_count,
            )
            click.echo(template.format(count=number(verdict.entry_count), hash=verdict.head_hash))
        else:
            click.echo(_("The chain is broken."))
    return 0 if verdict.is_intact else 1


@command(
    mark("Export all entries as JSON Lines, which can be verified anywhere, or a data package."),
    mark(
        "A name that ends in .jsonl receives the lines of the chain. Any other name becomes a new folder "
        "with datapackage.json: the entries, claims, documents, published figures and the scenario's "
        "tables as CSV, as of a day."
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
@record_command
def export(db: str, output: Path, as_of: str | None, known_at: str | None, name: str, as_json: bool) -> int:
    """Write the lines of the chain, or a data package."""
    from muster.atomic_write import atomic_replace
    from muster.record.exchange.data_package import write_data_package

    with open_ledger(db) as ledger:
        query = scenario_query(ledger, as_of, known_at, name)
        try:
            if output.suffix == ".jsonl":
                with atomic_replace(output) as target, target.open("wb") as stream:
                    stream.writelines(link.line + b"\n" for link in ledger.links(query.entry))
            else:
                write_data_package(ledger, query, output)
        except FileExistsError:
            raise click.UsageError(_("{path} is there already").format(path=output)) from None
    return _print_written(output, {"entries": query.entry}, as_json)


def _print_written(output: Path, facts: dict[str, Any], as_json: bool) -> int:
    if as_json:
        print_result("done", file=str(output), **facts)
    else:
        click.echo(_("Written: {path}").format(path=output))
    return 0
