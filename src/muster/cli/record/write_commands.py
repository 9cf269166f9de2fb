"""`muster record init`, `add`, `plan`: what writes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from muster.cli.output import print_problems
from muster.cli.record.common import (
    AS_OF,
    AUTHOR,
    DB,
    JSON,
    KNOWN_AT,
    SCENARIO,
    author_of,
    leaves,
    opened,
    print_told,
    print_written,
    question_of,
)
from muster.cli.translated_click import command, option
from muster.text import _, mark, ngettext, number


@command(
    mark("A new record, or one of an earlier version brought up to this one."),
    mark("On PostgreSQL, --role names the role of an application that may read and add entries, and nothing else."),
)
@DB
@option("--title", default="", help=mark("What the record is called."))
@option("--role", default=None, help=mark("A role of PostgreSQL to be admitted."))
@option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    help=mark("A file that `muster record export` wrote: its entries are taken over as they are, with their hashes."),
)
@AUTHOR
@JSON
@leaves
def init(db: str, title: str, role: str | None, file: Path | None, author: str | None, as_json: bool) -> int:
    """Make it, put its guards up, admit the role."""
    from muster.record.exchange.restore import restore
    from muster.record.store.ledger import create

    with restore(db, file) if file else create(db, title, author_of(author)) as book:
        if role:
            book.admit(role)
        head = book.head()
    if as_json:
        print_told("done", entries=head.number, hash=head.hash)
    else:
        click.echo(
            ngettext("The record has {count} entry.", "The record has {count} entries.", head.number).format(
                count=number(head.number)
            )
        )
    return 0


@command(
    mark("Entries, or a scenario's folder or workbook, written into the record."),
    mark(
        "WHAT is a scenario folder, an .xlsx workbook, or a file of entries: one JSON object, a list of them, or one "
        "a line (.jsonl). The same folder or workbook twice changes nothing; a changed cell is one entry."
    ),
)
@DB
@click.argument("what", type=click.Path(path_type=Path))
@option("--valid-from", default="", help=mark("The day from which the changes hold in the world."))
@option("--whole", is_flag=True, help=mark("The tables given are whole: rows missing in them are removed."))
@option(
    "--problems",
    type=click.Path(path_type=Path),
    help=mark("A workbook to write if there are errors: what was given, its wrong cells marked."),
)
@SCENARIO
@AUTHOR
@JSON
@leaves
def add(
    db: str,
    what: Path,
    valid_from: str,
    whole: bool,
    problems: Path | None,
    name: str,
    author: str | None,
    as_json: bool,
) -> int:
    """Write it; 1 if it has errors, and then nothing is written."""
    from muster.record.actions.action import day
    from muster.record.actions.submit import enter
    from muster.record.exchange.import_scenario import blocking, take
    from muster.scenario import read

    with opened(db) as book:
        if what.suffix.lower() in (".json", ".jsonl"):
            if valid_from or whole or problems:
                raise click.UsageError(_("--valid-from, --whole and --problems are for a folder or a workbook."))
            return print_written(enter(book, _items(what), author_of(author)), as_json)
        scenario = read(what)
        wrong = blocking(scenario)
        if wrong:
            if problems is not None:
                from muster.record.exchange.annotated_workbook import write_marked

                write_marked(problems, what, wrong)
            if as_json:
                told = [problem.as_dict() for problem in wrong]
                print_told("invalid", told)
            else:
                print_problems(wrong)
                click.echo(_("Nothing was written."))
            return 1
        taken = take(book, scenario, author_of(author), day(valid_from) if valid_from else "", name, whole)
    return print_written((*taken.registered, *taken.corrected, *taken.removed), as_json)


def _items(path: Path) -> Iterable[dict[str, Any]]:
    """The objects of a file of entries."""
    try:
        text = path.read_text("utf-8")
        found = (
            [json.loads(line) for line in text.splitlines() if line.strip()]
            if path.suffix == ".jsonl"
            else json.loads(text)
        )
    except (ValueError, RecursionError) as failure:
        raise click.UsageError(_("{path} is no JSON: {reason}").format(path=path.name, reason=str(failure))) from None
    found = found if isinstance(found, list) else [found]
    if not all(isinstance(one, dict) for one in found):
        raise click.UsageError(_("{path} holds something else than entries").format(path=path.name))
    return found


@command(
    mark("Write down that a plan was made from the record."),
    mark("PLAN is a plan folder; its scenario has to be the one that the record gives for the question."),
)
@DB
@click.argument("plan_folder", metavar="PLAN", type=click.Path(path_type=Path))
@AS_OF
@KNOWN_AT
@SCENARIO
@AUTHOR
@JSON
@leaves
def plan(
    db: str, plan_folder: Path, as_of: str | None, known_at: str | None, name: str, author: str | None, as_json: bool
) -> int:
    """Register it."""
    from muster.record.exchange.register_plan import register

    with opened(db) as book:
        entry = register(book, plan_folder, question_of(book, as_of, known_at, name), author_of(author))
    return print_written([entry], as_json)
