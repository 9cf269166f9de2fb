"""`muster record import` and `figures`: import published figures, and sum them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from muster.cli.output import print_problems
from muster.cli.record.common import (
    AS_OF,
    AUTHOR,
    DB,
    JSON,
    KNOWN_AT,
    author_or_user,
    open_ledger,
    print_result,
    record_command,
    scenario_query,
)
from muster.cli.translated_click import command, option
from muster.text import _, join_list, mark, ngettext, number

if TYPE_CHECKING:
    from muster.record.exchange.kiel.import_release import ReleaseImport


@command(
    mark("Import published tables into the record, as a source with its release."),
    mark(
        "WHAT is kiel, for workbooks of the Ukraine Support Tracker. Releases are imported in order: the "
        "same release twice writes nothing, a later one only its differences."
    ),
)
@click.argument("what", type=click.Choice(["kiel"]))
@DB
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--release", default="", help=mark("Release, such as 28 or 30v2. [default: from the file's name]"))
@option("--date", "published", default="", help=mark("The day on which the release was published."))
@option("--url", default="", help=mark("Address of the release. [default: the tracker's page]"))
@AUTHOR
@JSON
@record_command
def import_published(
    what: str,
    db: str,
    files: tuple[Path, ...],
    release: str,
    published: str,
    url: str,
    author: str | None,
    as_json: bool,
) -> int:
    """Import the releases in order; return 1 at the first one with errors, which is not written, nor are later ones."""
    from muster.record.actions.action import parse_day
    from muster.record.exchange.kiel.import_release import TRACKER_URL, import_release
    from muster.record.exchange.kiel.release import read_release, release_order

    if len(files) > 1 and (release or published or url):
        raise click.UsageError(_("--release, --date and --url are for one file at a time."))
    releases = sorted(((_release_id(file, release), file) for file in files), key=lambda pair: release_order(pair[0]))
    results = []
    with open_ledger(db) as ledger:
        for name, file in releases:
            published_day = parse_day(published) if published else ""
            result = import_release(
                ledger, read_release(file, name), author_or_user(author), published_day, url or TRACKER_URL
            )
            results.append(result)
            if result.problems:
                break
    problems = results[-1].problems
    if as_json:
        imports = [_import_as_dict(result) for result in results if not result.problems]
        facts = {"releases": imports, "problems": [problem.as_dict() for problem in problems]}
        print_result("invalid" if problems else "done", **facts)
        return 1 if problems else 0
    for result in results:
        if not result.problems:
            click.echo(_import_sentence(result))
    print_problems(problems)
    if problems:
        click.echo(_("Nothing of {source} was written.").format(source=results[-1].source))
    return 1 if problems else 0


def _release_id(file: Path, release: str) -> str:
    from muster.record.exchange.kiel.release import is_release_id, release_id

    name = release or release_id(file.name)
    if not is_release_id(name):
        reason = _("the file name {path} has no release; give it with --release, such as 28 or 30v2")
        raise click.UsageError(reason.format(path=file.name))
    return name


def _import_as_dict(result: ReleaseImport) -> dict[str, Any]:
    counts = {name: getattr(result, name) for name in ("new", "changed", "withdrawn", "same", "undated")}
    return {"source": result.source, **counts, "entries": [entry.as_dict() for entry in result.entries]}


def _import_sentence(result: ReleaseImport) -> str:
    counts = (
        _("{count} new").format(count=number(result.new)),
        _("{count} changed").format(count=number(result.changed)),
        _("{count} withdrawn").format(count=number(result.withdrawn)),
        _("{count} as before").format(count=number(result.same)),
        _("{count} without a month").format(count=number(result.undated)),
    )
    written = ngettext("{count} entry was written.", "{count} entries were written.", len(result.entries))
    template = _("{source}: figures {counts}. {written}")
    return template.format(
        source=result.source, counts=join_list(counts), written=written.format(count=number(len(result.entries)))
    )


@command(
    mark("Sum the figures that sources publish, with allocations and commitments apart."),
    mark("Each sum has one measure and one valuation rule; figures without a value are counted separately."),
)
@DB
@option(
    "--by",
    type=click.Choice(["party", "month", "aid", "source"]),
    default="party",
    help=mark("Field that groups the sums. [default: party]"),
)
@option("--party", default="", help=mark("The figures of one party only."))
@AS_OF
@KNOWN_AT
@JSON
@record_command
def figures(db: str, by: str, party: str, as_of: str | None, known_at: str | None, as_json: bool) -> int:
    """Print the sums, one on each line."""
    from muster.record.queries.published_figures import latest_figure_entries, published_figures, sum_figures

    with open_ledger(db) as ledger:
        query = scenario_query(ledger, as_of, known_at, "main")
        published = published_figures(latest_figure_entries(ledger, query.entry), query.as_of.isoformat())
    figure_sums = sum_figures((entry for entry in published if party in ("", entry.content["party"])), by)
    if as_json:
        query_facts = {"by": by, "party": party, "as_of": query.as_of.isoformat(), "entry": query.entry}
        rows = [vars(figure_sum) for figure_sum in figure_sums]
        print_result("done", question=query_facts, sums=rows)
        return 0
    for figure_sum in figure_sums:
        template = ngettext(
            "{group}  {measure}, {rule}: {value} EUR in {count} figure, {unpriced} without a value",
            "{group}  {measure}, {rule}: {value} EUR in {count} figures, {unpriced} without a value",
            figure_sum.figures,
        )
        facts = {
            "measure": _measure_label(figure_sum.measure),
            "rule": _rule_label(figure_sum.rule),
            "value": number(figure_sum.value),
        }
        counts = {"count": number(figure_sum.figures), "unpriced": number(figure_sum.unpriced)}
        click.echo(template.format(group=figure_sum.group or "—", **facts, **counts))
    if not figure_sums:
        click.echo(_("No figures are published."))
    return 0


def _measure_label(name: str) -> str:
    return {"allocation": _("allocation"), "commitment": _("commitment")}[name]


def _rule_label(name: str) -> str:
    return {"giver's own": _("the giver's own value"), "estimate": _("estimate")}[name]
