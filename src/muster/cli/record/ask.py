"""`muster record show`, `scenario`, `diff`, `source`: what reads."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from muster.cli.output import print_json, print_problems
from muster.cli.record.shared import (
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
    question_of,
    seen,
)
from muster.cli.told import command, option
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
    from muster.record.document import document_at
    from muster.record.find import found_under
    from muster.record.quantities import balance, lines_of
    from muster.record.reversals import standing

    day = (day_of(as_of) or dt.datetime.now(dt.UTC).date()).isoformat()

    with opened(db) as book:
        entries = found_under(book, subject)
    valid = standing(entries)
    found = document_at(valid, day)
    lines = {line: balance(valid, line, day).told() for line in lines_of(valid)}
    if as_json:
        told = [entry.told() for entry in entries]
        where = {"as_of": day, "state": found.state if found else None, "lines": lines}
        print_json({"muster": version("muster"), "status": "done", "entries": told, **where})
        return 0
    for entry in entries:
        print_entry(entry)
    if found:
        words = _("As of {day} its state is {state}, since {since}.")
        click.echo(words.format(day=day, state=found.state, since=found.since))
    for line, accounts in lines.items():
        shown = listed(f"{account} {number(quantity)}" for account, quantity in accounts.items())
        click.echo(_("Line {line} as of {day}: {accounts}").format(line=line, day=day, accounts=shown))
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
    from muster.record.draw import draw
    from muster.scenario.write import write

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
        what = {"digest": drawn.scenario.digest, "question": asked, "open": open_claims, "problems": told}
        print_json({"muster": version("muster"), "status": "invalid" if drawn.scenario.errors else "valid", **what})
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


@command(mark("What changed between two times, and which entries changed it."))
@DB
@option("--known-at", "times", multiple=True, help=mark("Two times, the earlier first; with one, from it to now."))
@option("--as-of", help=mark("The day that is compared; whatever day things hold from if not given."))
@SCENARIO
@JSON
@leaves
def diff(db: str, times: tuple[str, ...], as_of: str | None, name: str, as_json: bool) -> int:
    """The changes by what they are about."""
    from muster.record.changes import changes

    if not 1 <= len(times) <= 2:
        raise click.UsageError(_("Give --known-at once or twice."))
    with opened(db) as book:
        first, second = entry_at(book, times[0]), entry_at(book, times[1] if len(times) > 1 else None)
        found = changes(book, first, second, day_of(as_of), name)
    if as_json:
        told = [vars(one) | {"entries": [entry.told() for entry in one.entries]} for one in found]
        print_json({"muster": version("muster"), "status": "done", "after": first, "upto": second, "changes": told})
        return 0
    for one in found:
        click.echo(f"{one.subject}  {_verdict(one.verdict)}")
        for column, (old, new) in one.cells.items() if one.verdict == "changed" else ():
            click.echo(f"        {column}: {seen(cell(old))} → {seen(cell(new))}")
        for entry in one.entries:
            print_entry(entry)
    click.echo(
        ngettext("{count} thing changed.", "{count} things changed.", len(found)).format(count=number(len(found)))
    )
    return 0


def _verdict(verdict: str) -> str:
    return {"new": _("new"), "gone": _("gone"), "changed": _("changed"), "told": _("told")}[verdict]


def cell(value: Any) -> str:
    return "—" if value is None else number(value) if isinstance(value, float) else str(value)


@command(mark("What rests on a source: rows, published figures, claims, adoptions, plans."))
@DB
@click.argument("source_id", metavar="SOURCE")
@JSON
@leaves
def source(db: str, source_id: str, as_json: bool) -> int:
    """What rests on it."""
    from muster.record.resting import resting

    with opened(db) as book:
        found = resting(book, source_id)
    if as_json:
        print_json(
            {
                "muster": version("muster"),
                "status": "done",
                "source": source_id,
                "retracted": found.retracted.told() if found.retracted else None,
                "figures": [vars(one) for one in found.figures],
                "published": [entry.told() for entry in found.published],
                "claims": [{"entry": one.number, **one.said} for one in found.claims],
                "adoptions": [entry.told() for entry in found.adoptions],
                "plans": [entry.told() for entry in found.plans],
            }
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
