"""`muster record import` and `figures`: what others publish, taken in and summed up."""

from __future__ import annotations

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
    author_of,
    leaves,
    opened,
    print_told,
    question_of,
)
from muster.cli.translated_click import command, option
from muster.text import _, listed, mark, ngettext, number


@command(
    mark("Published tables taken into the record, as a source with its release."),
    mark(
        "WHAT is kiel, for the workbooks of the Ukraine Support Tracker. Releases are taken in order; the same release "
        "twice writes nothing, and a later one only what it says otherwise."
    ),
)
@click.argument("what", type=click.Choice(["kiel"]))
@DB
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--release", default="", help=mark("The release, such as 28 or 30v2, where the file's name does not say it."))
@option("--date", "published", default="", help=mark("The day on which the release was published."))
@option("--url", default="", help=mark("Where the release can be had."))
@AUTHOR
@JSON
@leaves
def take(
    what: str,
    db: str,
    files: tuple[Path, ...],
    release: str,
    published: str,
    url: str,
    author: str | None,
    as_json: bool,
) -> int:
    """Take them in order; 1 if one has errors, and then nothing of it and of later ones is written."""
    from muster.record.actions.action import day
    from muster.record.exchange.kiel.import_release import PAGE
    from muster.record.exchange.kiel.import_release import take as take_release
    from muster.record.exchange.kiel.release import order, read_release

    if len(files) > 1 and (release or published or url):
        raise click.UsageError(_("--release, --date and --url are for one file at a time."))
    named = sorted(((_release(file, release), file) for file in files), key=lambda one: order(one[0]))
    done = []
    with opened(db) as book:
        for name, file in named:
            when = day(published) if published else ""
            found = take_release(book, read_release(file, name), author_of(author), when, url or PAGE)
            done.append(found)
            if found.problems:
                break
    problems = done[-1].problems
    if as_json:
        told = [_told(found) for found in done if not found.problems]
        said = {"releases": told, "problems": [problem.as_dict() for problem in problems]}
        print_told("invalid" if problems else "done", **said)
        return 1 if problems else 0
    for found in done:
        if not found.problems:
            click.echo(_line(found))
    print_problems(problems)
    if problems:
        click.echo(_("Nothing of {source} was written.").format(source=done[-1].source))
    return 1 if problems else 0


def _release(file: Path, given: str) -> str:
    from muster.record.exchange.kiel.release import is_release, release_of

    name = given or release_of(file.name)
    if not is_release(name):
        reason = _("{path} does not say which release it is; say it with --release, such as 28 or 30v2")
        raise click.UsageError(reason.format(path=file.name))
    return name


def _told(found: Any) -> dict[str, Any]:
    counts = {name: getattr(found, name) for name in ("new", "changed", "withdrawn", "same", "undated")}
    return {"source": found.source, **counts, "entries": [entry.told() for entry in found.entries]}


def _line(found: Any) -> str:
    counts = (
        _("{count} new").format(count=number(found.new)),
        _("{count} changed").format(count=number(found.changed)),
        _("{count} withdrawn").format(count=number(found.withdrawn)),
        _("{count} as before").format(count=number(found.same)),
        _("{count} without a month").format(count=number(found.undated)),
    )
    written = ngettext("{count} entry was written.", "{count} entries were written.", len(found.entries))
    words = _("{source}: figures {counts}. {written}")
    return words.format(
        source=found.source, counts=listed(counts), written=written.format(count=number(len(found.entries)))
    )


@command(
    mark("Sums of the figures that sources publish, allocations and commitments apart."),
    mark("A sum is of one measure and one rule of valuation; figures without a value are counted beside it."),
)
@DB
@option(
    "--by",
    type=click.Choice(["party", "month", "aid", "source"]),
    default="party",
    help=mark("What there is a sum for."),
)
@option("--party", default="", help=mark("The figures of one party only."))
@AS_OF
@KNOWN_AT
@JSON
@leaves
def figures(db: str, by: str, party: str, as_of: str | None, known_at: str | None, as_json: bool) -> int:
    """The sums, a line each."""
    from muster.record.queries.published_figures import latest, standing, sums

    with opened(db) as book:
        question = question_of(book, as_of, known_at, "main")
        there = standing(latest(book, question.entry), question.as_of.isoformat())
    found = sums((entry for entry in there if party in ("", entry.content["party"])), by)
    if as_json:
        asked = {"by": by, "party": party, "as_of": question.as_of.isoformat(), "entry": question.entry}
        told = [vars(one) for one in found]
        print_told("done", question=asked, sums=told)
        return 0
    for one in found:
        words = ngettext(
            "{group}  {measure}, {rule}: {value} EUR in {count} figure, {unpriced} without a value",
            "{group}  {measure}, {rule}: {value} EUR in {count} figures, {unpriced} without a value",
            one.figures,
        )
        facts = {"measure": _measure(one.measure), "rule": _rule(one.rule), "value": number(one.value)}
        counts = {"count": number(one.figures), "unpriced": number(one.unpriced)}
        click.echo(words.format(group=one.group or "—", **facts, **counts))
    if not found:
        click.echo(_("No figures are published."))
    return 0


def _measure(name: str) -> str:
    return {"allocation": _("allocation"), "commitment": _("commitment")}[name]


def _rule(name: str) -> str:
    return {"giver's own": _("the giver's own value"), "estimate": _("estimate")}[name]
