"""`muster record totals`: what reached a milestone, counted at a boundary."""

from __future__ import annotations

from importlib.metadata import version

import click

from muster.cli.output import print_json
from muster.cli.record.shared import AS_OF, DB, JSON, KNOWN_AT, leaves, opened, question_of
from muster.cli.told import command, option
from muster.text import _, mark, number, unit


@command(
    mark("What reached a milestone, counted where it crosses into some parties."),
    mark("Goods that pass through others count once. With --against, the same total of another milestone beside it."),
)
@DB
@option("--milestone", required=True, help=mark("Which milestone, such as `handed over`."))
@option("--into", multiple=True, required=True, help=mark("A party inside the boundary; may be given again."))
@option("--wants", default="", help=mark("One item or family only; without it quantities of unlike things are listed."))
@option("--against", default="", help=mark("Another milestone to compare with."))
@AS_OF
@KNOWN_AT
@JSON
@leaves
def totals(
    db: str,
    milestone: str,
    into: tuple[str, ...],
    wants: str,
    against: str,
    as_of: str | None,
    known_at: str | None,
    as_json: bool,
) -> int:
    """The lines, and a total for each thing."""
    from muster.record.milestones import MILESTONES, Measure, lines
    from muster.record.reversals import taken_back

    for name in filter(None, (milestone, against)):
        if name not in MILESTONES:
            reason = _("{name} is no milestone; there is {milestones}")
            raise click.UsageError(reason.format(name=name, milestones=", ".join(MILESTONES)))
    with opened(db) as book:
        question = question_of(book, as_of, known_at, "main")
        gone = taken_back(book, question.entry)
        entries = [entry for entry in book.entries(question.entry) if entry.number not in gone]
    boundary = frozenset(into)
    other = Measure(against, boundary, wants) if against else None
    found = lines(entries, Measure(milestone, boundary, wants), other, question.as_of.isoformat())
    sums: dict[str, list[float]] = {}
    for line in found:
        both = sums.setdefault(line.wants, [0.0, 0.0])
        both[0], both[1] = both[0] + line.quantity, both[1] + line.against
    if as_json:
        asked = {"milestone": milestone, "into": sorted(boundary), "wants": wants, "against": against}
        when = {"as_of": question.as_of.isoformat(), "entry": question.entry}
        totals = [{"wants": name, "quantity": first, "against": second} for name, (first, second) in sums.items()]
        told = {"measure": asked | when, "lines": [vars(line) for line in found], "totals": totals}
        print_json({"muster": version("muster"), "status": "done", **told})
        return 0
    for line in found:
        click.echo(f"  {line.shipment}  {line.wants}  {_beside(line.quantity, line.against, against)}")
    for name, (first, second) in sums.items():
        words = _("{milestone}, {wants}: {quantity}")
        click.echo(words.format(milestone=milestone, wants=name, quantity=_beside(first, second, against)))
    if not found:
        click.echo(_("Nothing reached it."))
    return 0


def _beside(quantity: float, other: float, against: str) -> str:
    if not against:
        return number(quantity)
    words = _("{quantity}, against {other} {against}: {difference} less")
    if quantity > other:
        words = _("{quantity}, against {other} {against}: {difference} more")
    difference = number(abs(other - quantity))
    return unit(words.format(quantity=number(quantity), other=number(other), against=against, difference=difference))
