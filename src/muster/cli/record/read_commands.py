"""`muster record show`, `scenario`, `diff`, `source`: what reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from muster.cli.output import print_problems
from muster.cli.output_path import refuse_other_files
from muster.cli.record.common import (
    AS_OF,
    DB,
    JSON,
    KNOWN_AT,
    SCENARIO,
    day_of,
    entry_at,
    leaves,
    opened,
    print_entry,
    print_told,
    question_of,
    seen,
)
from muster.cli.translated_click import command, option
from muster.text import _, listed, mark, ngettext, number


@command(
    mark("All that was entered about something, in order."),
    mark(
        "SUBJECT is a table and a row's key (stocks us-stock round-155-us), a document (pledge/usa-ad-6), or the "
        "number of an entry. Of a document the state and the quantities are told as of a day, today if not given."
    ),
)
@DB
@click.argument("subject", nargs=-1, required=True)
@option("--as-of", help=mark("The day of the state and the quantities."))
@JSON
@leaves
def show(db: str, subject: tuple[str, ...], as_of: str | None, as_json: bool) -> int:
    """Its entries and where it stands; 1 if there are none."""
    from muster.record.queries.subject_history import shown

    day = (day_of(as_of) or dt.datetime.now(dt.UTC).date()).isoformat()
    with opened(db) as book:
        found = shown(book, subject, day)
    if as_json:
        print_told("done", as_of=day, **found.told())
        return 0
    for entry in found.entries:
        print_entry(entry)
    if found.document:
        words = _("As of {day} its state is {state}, since {since}.")
        click.echo(words.format(day=day, state=found.document.state, since=found.document.since))
    if found.condition:
        click.echo(_("Condition: {condition}").format(condition=str(found.condition.meant)))
    for line, accounts in found.lines.items():
        listing = listed(f"{account} {number(quantity)}" for account, quantity in accounts.items())
        click.echo(_("Line {line} as of {day}: {accounts}").format(line=line, day=day, accounts=listing))
    if found.referring:
        click.echo(_("What refers to it:"))
    for entry in found.referring:
        print_entry(entry)
    return 0


@command(
    mark("The scenario of a day, as it was known at a time."),
    mark("It is written as a new folder, or a workbook. The same question asked later gives the same bytes."),
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
@leaves
def scenario(db: str, output: Path, as_of: str | None, known_at: str | None, name: str, as_json: bool) -> int:
    """Draw and write it; 1 if it has errors (it is written all the same)."""
    from muster.record.projection.scenario import draw
    from muster.scenario.folder_writer import write

    refuse_other_files(output)
    with opened(db) as book:
        drawn = draw(book, question_of(book, as_of, known_at, name))
    try:
        write(drawn.scenario, output)
    except FileExistsError:
        raise click.UsageError(_("{path} is there already").format(path=output)) from None
    question, open_claims = drawn.question, len(drawn.open)
    if as_json:
        asked = {"as_of": question.as_of.isoformat(), "entry": question.entry, "scenario": question.scenario}
        told = [problem.as_dict() for problem in drawn.scenario.problems]
        what = {"digest": drawn.scenario.digest, "question": asked, "open": open_claims}
        print_told("invalid" if drawn.scenario.errors else "valid", told, **what)
    else:
        of_documents = [found for found in drawn.scenario.problems if found.code.startswith("DOC-")]
        print_problems(dict.fromkeys((*drawn.scenario.errors, *of_documents)))
        if open_claims:
            click.echo(
                ngettext(
                    "{count} cell has claims that differ from it, and none is adopted.",
                    "{count} cells have claims that differ from them, and none is adopted.",
                    open_claims,
                ).format(count=number(open_claims))
            )
        words = _("Written: {path}, as of {day}, as known after entry {entry}, {digest}")
        click.echo(
            words.format(
                path=output, day=question.as_of.isoformat(), entry=question.entry, digest=drawn.scenario.digest
            )
        )
    return 1 if drawn.scenario.errors else 0


@command(
    mark("What changed between two times, and which entries changed it."),
    mark(
        "Grouped by document, with the entries and their reasons. Between two meetings: what was known at the end of "
        "the day of each, as of that day."
    ),
)
@DB
@option("--known-at", "times", multiple=True, help=mark("Two times, the earlier first; with one, from it to now."))
@option("--between", nargs=2, metavar="MEETING MEETING", help=mark("Two meetings that were held, the earlier first."))
@option("--as-of", help=mark("The day that is compared; whatever day things hold from if not given."))
@SCENARIO
@JSON
@leaves
def diff(
    db: str,
    times: tuple[str, ...],
    between: tuple[str, str] | None,
    as_of: str | None,
    name: str,
    as_json: bool,
) -> int:
    """The changes by what they are about."""
    from muster.record.queries.diff import Moment, changes
    from muster.record.queries.meetings import moment_of_meeting

    if bool(times) == bool(between) or len(times) > 2:
        raise click.UsageError(_("Give --known-at once or twice, or --between."))
    if between and as_of:
        raise click.UsageError(_("With --between each meeting's own day is compared; leave --as-of out."))
    with opened(db) as book:
        if between:
            first, second = (moment_of_meeting(book, meeting) for meeting in between)
        else:
            given = (times[0], times[1] if len(times) > 1 else None)
            first, second = (Moment(entry_at(book, time), day_of(as_of)) for time in given)
        if first.entry > second.entry:
            raise click.UsageError(_("The earlier of the two comes first."))
        found = changes(book, first, second, name)
    if as_json:
        days = [one.as_of and one.as_of.isoformat() for one in (first, second)]
        told = [one.told() for one in found]
        print_told("done", after=first.entry, upto=second.entry, as_of=days, changes=told)
        return 0
    for one in found:
        click.echo(f"{one.subject}  {_verdict(one.verdict)}")
        _print_cells(one.cells if one.verdict == "changed" else {}, "        ")
        for row in one.rows:
            click.echo(f"        {row.subject}  {_verdict(row.verdict)}")
            _print_cells(row.cells, "                ")
        for entry in one.entries:
            print_entry(entry)
    click.echo(
        ngettext("{count} thing changed.", "{count} things changed.", len(found)).format(count=number(len(found)))
    )
    return 0


def _print_cells(cells: Mapping[str, tuple[Any, Any]], margin: str) -> None:
    for column, (old, new) in cells.items():
        click.echo(f"{margin}{column}: {seen(cell(old))} → {seen(cell(new))}")


def _verdict(verdict: str) -> str:
    return {"new": _("new"), "gone": _("gone"), "changed": _("changed"), "told": _("told")}[verdict]


def cell(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None else number(value) if isinstance(value, float) else str(value)


@command(mark("What rests on a source: rows, published figures, claims, adoptions, plans."))
@DB
@click.argument("source_id", metavar="SOURCE")
@JSON
@leaves
def source(db: str, source_id: str, as_json: bool) -> int:
    """What rests on it."""
    from muster.record.queries.source_dependents import resting

    with opened(db) as book:
        found = resting(book, source_id)
    if as_json:
        print_told(
            "done",
            source=source_id,
            retracted=found.retracted.told() if found.retracted else None,
            figures=[vars(one) for one in found.figures],
            published=[entry.told() for entry in found.published],
            claims=[{"entry": one.number, **one.said} for one in found.claims],
            adoptions=[entry.told() for entry in found.adoptions],
            plans=[entry.told() for entry in found.plans],
        )
        return 0
    if found.retracted:
        reason = found.retracted.content["reason"]
        click.echo(_("{source} was retracted: {reason}").format(source=source_id, reason=seen(reason)))
    for figure in found.figures:
        shown = listed(f"{name} {number(value)}" for name, value in figure.cells.items())
        click.echo(f"  {figure.subject}  {shown}")
    for claim in found.claims:
        words = _("claim {entry}: {table}, {column} is {value}")
        click.echo(
            "  " + words.format(entry=claim.number, table=claim.table, column=claim.column, value=cell(claim.value))
        )
    for entry in (*found.adoptions, *found.plans):
        print_entry(entry)
    published = len(found.published)
    counts = (
        ngettext("{count} row", "{count} rows", len(found.figures)).format(count=len(found.figures)),
        ngettext("{count} published figure", "{count} published figures", published).format(count=number(published)),
        ngettext("{count} claim", "{count} claims", len(found.claims)).format(count=len(found.claims)),
        ngettext("{count} adoption", "{count} adoptions", len(found.adoptions)).format(count=len(found.adoptions)),
        ngettext("{count} plan", "{count} plans", len(found.plans)).format(count=len(found.plans)),
    )
    click.echo(_("Resting on it: {counts}").format(counts=listed(counts)))
    return 0
