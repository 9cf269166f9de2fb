"""`muster record init`, `add`, `plan`: commands that write."""

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
    author_or_user,
    open_ledger,
    print_result,
    print_written,
    record_command,
    scenario_query,
)
from muster.cli.translated_click import command, option
from muster.text import _, mark, ngettext, number


@command(
    mark("Create a record, or upgrade one of an earlier version."),
    mark("On PostgreSQL, --role grants an application's role the right to read and add entries, and nothing else."),
)
@DB
@option("--title", default="", help=mark("Title of the record."))
@option("--role", default=None, help=mark("PostgreSQL role that receives access."))
@option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    help=mark(
        "Restore from a file written by `muster record export`: its entries keep their numbers, times and hashes."
    ),
)
@AUTHOR
@JSON
@record_command
def init(db: str, title: str, role: str | None, file: Path | None, author: str | None, as_json: bool) -> int:
    """Create, upgrade or restore the record, and grant the role access."""
    from muster.record.exchange.restore import restore_record
    from muster.record.store.ledger import create_ledger

    with restore_record(db, file) if file else create_ledger(db, title, author_or_user(author)) as ledger:
        if role:
            ledger.grant_append_access(role)
        head = ledger.head()
    if as_json:
        print_result("done", entries=head.number, hash=head.hash)
    else:
        click.echo(
            ngettext("The record has {count} entry.", "The record has {count} entries.", head.number).format(
                count=number(head.number)
            )
        )
    return 0


@command(
    mark("Add entries, or a scenario's folder or workbook, to the record."),
    mark(
        "WHAT is a scenario folder, an .xlsx workbook, or a file of entries: one JSON object, a list of "
        "them, or one on each line (.jsonl). Adding the same folder or workbook twice changes nothing; "
        "each changed cell is one entry."
    ),
)
@DB
@click.argument("what", type=click.Path(path_type=Path))
@option("--valid-from", default="", help=mark("The day from which the changes hold in the world."))
@option("--whole", is_flag=True, help=mark("Treat the tables as complete: remove the rows that they lack."))
@option(
    "--problems",
    type=click.Path(path_type=Path),
    help=mark("Workbook to write if there are errors: a copy of the input with its wrong cells marked."),
)
@SCENARIO
@AUTHOR
@JSON
@record_command
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
    """Write entries or import a scenario; return 1 and write nothing if there are errors."""
    from muster.record.actions.action import parse_day
    from muster.record.actions.submit import submit_entries
    from muster.record.exchange.import_scenario import blocking_problems, import_scenario
    from muster.scenario import read

    with open_ledger(db) as ledger:
        if what.suffix.lower() in (".json", ".jsonl"):
            if valid_from or whole or problems:
                raise click.UsageError(_("--valid-from, --whole and --problems are for a folder or a workbook."))
            return print_written(submit_entries(ledger, _read_items(what), author_or_user(author)), as_json)
        scenario = read(what)
        errors = blocking_problems(scenario)
        if errors:
            if problems is not None:
                from muster.record.exchange.annotated_workbook import write_annotated_workbook

                write_annotated_workbook(problems, what, errors)
            if as_json:
                problem_dicts = [problem.as_dict() for problem in errors]
                print_result("invalid", problem_dicts)
            else:
                print_problems(errors)
                click.echo(_("Nothing was written."))
            return 1
        result = import_scenario(
            ledger, scenario, author_or_user(author), parse_day(valid_from) if valid_from else "", name, whole
        )
    return print_written((*result.registered, *result.corrected, *result.removed), as_json)


def _read_items(path: Path) -> Iterable[dict[str, Any]]:
    """Read the JSON objects in a file of entries."""
    try:
        text = path.read_text("utf-8")
        items = (
            [json.loads(line) for line in text.splitlines() if line.strip()]
            if path.suffix == ".jsonl"
            else json.loads(text)
        )
    except (ValueError, RecursionError) as failure:
        raise click.UsageError(
            _("{path} is not valid JSON: {reason}").format(path=path.name, reason=str(failure))
        ) from None
    items = items if isinstance(items, list) else [items]
    if not all(isinstance(item, dict) for item in items):
        raise click.UsageError(
            _("{path} contains something other than entries; each entry is a JSON object").format(path=path.name)
        )
    return items


@command(
    mark("Register a plan that was made from the record."),
    mark("PLAN is a plan folder; its scenario must be the one that the record gives for --as-of and --known-at."),
)
@DB
@click.argument("plan_folder", metavar="PLAN", type=click.Path(path_type=Path))
@AS_OF
@KNOWN_AT
@SCENARIO
@AUTHOR
@JSON
@record_command
def plan(
    db: str, plan_folder: Path, as_of: str | None, known_at: str | None, name: str, author: str | None, as_json: bool
) -> int:
    """Register the plan."""
    from muster.record.exchange.register_plan import register_plan

    with open_ledger(db) as ledger:
        entry = register_plan(
            ledger, plan_folder, scenario_query(ledger, as_of, known_at, name), author_or_user(author)
        )
    return print_written([entry], as_json)
