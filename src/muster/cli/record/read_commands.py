"""`muster record show`, `scenario`, `diff`, `source`: commands that read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from muster.cli.output import print_problems
from muster.cli.output_path import reject_other_suffixes
from muster.cli.record.common import (
    AS_OF,
    DB,
    JSON,
    KNOWN_AT,
    SCENARIO,
    entry_at,
    open_ledger,
    parse_day,
    print_entry,
    print_result,
    printable,
    record_command,
    scenario_query,
)
from muster.cli.translated_click import command, option
from muster.text import _, join_list, mark, ngettext, number


@command(
    mark("Show all entries about a subject, in order."),
    mark(
        "SUBJECT is a table and a row's key (stocks us-stock round-155-us), a document "
        "(pledge/usa-ad-6), or the number of an entry. A document is shown with its state and quantities "
        "as of a day."
    ),
)
@DB
@click.argument("subject", nargs=-1, required=True)
@option("--as-of", help=mark("Date of the state and quantities. [default: today]"))
@JSON
@record_command
def show(db: str, subject: tuple[str, ...], as_of: str | None, as_json: bool) -> int:
    """Print the entries about a subject and its current state; return 1 if there are none."""
    from muster.record.queries.subject_history import read_history

    day = (parse_day(as_of) or dt.datetime.now(dt.UTC).date()).isoformat()
    with open_ledger(db) as ledger:
        history = read_history(ledger, subject, day)
    if as_json:
        print_result("done", as_of=day, **history.as_dict())
        return 0
    for entry in history.entries:
        print_entry(entry)
    if history.document:
        template = _("As of {day} its state is {state}, since {since}.")
        click.echo(template.format(day=day, state=history.document.state, since=history.document.since))
    if history.condition:
        click.echo(_("Condition: {condition}").format(condition=str(history.condition.sentence)))
    for line, accounts in history.lines.items():
        listing = join_list(f"{account} {number(quantity)}" for account, quantity in accounts.items())
        click.echo(_("Line {line} as of {day}: {accounts}").format(line=line, day=day, accounts=listing))
    if history.references:
        click.echo(_("What refers to it:"))
    for entry in history.references:
        print_entry(entry)
    return 0


@command(
    mark("Write the scenario of a day, as it was known at a time."),
    mark(
        "The output is a new folder or workbook. The same --as-of and --known-at give the same bytes at any later time."
    ),
)
@DB
@option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=mark("The folder or .xlsx workbook to write."),
)
@AS_OF
@KNOWN_AT
@SCENARIO
@JSON
@record_command
def scenario(db: str, output: Path, as_of: str | None, known_at: str | None, name: str, as_json: bool) -> int:
    """Project and write the scenario; return 1 if it has errors (it is written anyway)."""
    from muster.record.projection.scenario import project_scenario
    from muster.scenario.write import write

    reject_other_suffixes(output)
    with open_ledger(db) as ledger:
        projected = project_scenario(ledger, scenario_query(ledger, as_of, known_at, name))
    try:
        write(projected.scenario, output)
    except FileExistsError:
        raise click.UsageError(_("{path} is there already").format(path=output)) from None
    query, open_claims = projected.query, len(projected.open_claims)
    if as_json:
        query_facts = {"as_of": query.as_of.isoformat(), "entry": query.entry, "scenario": query.scenario}
        problems = [problem.as_dict() for problem in projected.scenario.problems]
        result = {"digest": projected.scenario.digest, "question": query_facts, "open": open_claims}
        print_result("invalid" if projected.scenario.errors else "valid", problems, **result)
    else:
        of_documents = [problem for problem in projected.scenario.problems if problem.code.startswith("DOC-")]
        print_problems(dict.fromkeys((*projected.scenario.errors, *of_documents)))
        if open_claims:
            click.echo(
                ngettext(
                    "{count} cell has claims that differ from it, and none is adopted.",
                    "{count} cells have claims that differ from them, and none is adopted.",
                    open_claims,
                ).format(count=number(open_claims))
            )
        template = _("Written: {path}, as of {day}, as known after entry {entry}, {digest}")
        click.echo(
            template.format(
                path=output, day=query.as_of.isoformat(), entry=query.entry, digest=projected.scenario.digest
            )
        )
    return 1 if projected.scenario.errors else 0


@command(
    mark("Show what changed between two times, and which entries changed it."),
    mark(
        "Changes are grouped by document, with their entries and reasons. --between compares the record "
        "at the end of each meeting's day."
    ),
)
@DB
@option(
    "--known-at", "times", multiple=True, help=mark("Two times, the earlier first; a single one is compared with now.")
)
@option("--between", nargs=2, metavar="MEETING MEETING", help=mark("Two meetings that were held, the earlier first."))
@option("--as-of", help=mark("Compare as of this day. [default: regardless of validity dates]"))
@SCENARIO
@JSON
@record_command
def diff(
    db: str,
    times: tuple[str, ...],
    between: tuple[str, str] | None,
    as_of: str | None,
    name: str,
    as_json: bool,
) -> int:
    """Print the changes by subject."""
    from muster.record.queries.diff import Moment, diff_record, moment_of_meeting

    if bool(times) == bool(between) or len(times) > 2:
        raise click.UsageError(_("Give --known-at once or twice, or --between."))
    if between and as_of:
        raise click.UsageError(_("--between compares as of each meeting's day; omit --as-of."))
    with open_ledger(db) as ledger:
        if between:
            first, second = (moment_of_meeting(ledger, meeting) for meeting in between)
        else:
            bounds = (times[0], times[1] if len(times) > 1 else None)
            first, second = (Moment(entry_at(ledger, time), parse_day(as_of)) for time in bounds)
        if first.entry > second.entry:
            raise click.UsageError(_("Give the earlier of the two first."))
        changes = diff_record(ledger, first, second, name)
    if as_json:
        days = [moment.as_of and moment.as_of.isoformat() for moment in (first, second)]
        rows = [change.as_dict() for change in changes]
        print_result("done", after=first.entry, upto=second.entry, as_of=days, changes=rows)
        return 0
    for change in changes:
        click.echo(f"{change.subject}  {_verdict_label(change.verdict)}")
        _print_cells(change.cells if change.verdict == "changed" else {}, "        ")
        for row in change.rows:
            click.echo(f"        {row.subject}  {_verdict_label(row.verdict)}")
            _print_cells(row.cells, "                ")
        for entry in change.entries:
            print_entry(entry)
    click.echo(
        ngettext("{count} thing changed.", "{count} things changed.", len(changes)).format(count=number(len(changes)))
    )
    return 0


def _print_cells(cells: Mapping[str, tuple[Any, Any]], margin: str) -> None:
    for column, (old, new) in cells.items():
        click.echo(f"{margin}{column}: {printable(format_cell(old))} → {printable(format_cell(new))}")


def _verdict_label(verdict: str) -> str:
    return {"new": _("new"), "gone": _("gone"), "changed": _("changed"), "told": _("recorded")}[verdict]


def format_cell(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None else number(value) if isinstance(value, float) else str(value)


@command(mark("List what rests on a source: rows, published figures, claims, adoptions, plans."))
@DB
@click.argument("source_id", metavar="SOURCE")
@JSON
@record_command
def source(db: str, source_id: str, as_json: bool) -> int:
    """Print the dependents of a source."""
    from muster.record.queries.source_dependents import find_source_dependents

    with open_ledger(db) as ledger:
        dependents = find_source_dependents(ledger, source_id)
    if as_json:
        print_result(
            "done",
            source=source_id,
            retracted=dependents.retracted.as_dict() if dependents.retracted else None,
            figures=[vars(row) for row in dependents.rows],
            published=[entry.as_dict() for entry in dependents.published],
            claims=[{"entry": claim.number, **claim.content} for claim in dependents.claims],
            adoptions=[entry.as_dict() for entry in dependents.adoptions],
            plans=[entry.as_dict() for entry in dependents.plans],
        )
        return 0
    if dependents.retracted:
        reason = dependents.retracted.content["reason"]
        click.echo(_("{source} was retracted: {reason}").format(source=source_id, reason=printable(reason)))
    for row in dependents.rows:
        numbers = join_list(f"{name} {number(value)}" for name, value in row.cells.items())
        click.echo(f"  {row.subject}  {numbers}")
    for claim in dependents.claims:
        template = _("claim {entry}: {table}, {column} is {value}")
        click.echo(
            "  "
            + template.format(
                entry=claim.number, table=claim.table, column=claim.column, value=format_cell(claim.value)
            )
        )
    for entry in (*dependents.adoptions, *dependents.plans):
        print_entry(entry)
    published = len(dependents.published)
    counts = (
        ngettext("{count} row", "{count} rows", len(dependents.rows)).format(count=len(dependents.rows)),
        ngettext("{count} published figure", "{count} published figures", published).format(count=number(published)),
        ngettext("{count} claim", "{count} claims", len(dependents.claims)).format(count=len(dependents.claims)),
        ngettext("{count} adoption", "{count} adoptions", len(dependents.adoptions)).format(
            count=len(dependents.adoptions)
        ),
        ngettext("{count} plan", "{count} plans", len(dependents.plans)).format(count=len(dependents.plans)),
    )
    click.echo(_("Resting on it: {counts}").format(counts=join_list(counts)))
    return 0
