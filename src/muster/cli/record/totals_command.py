"""`muster record totals`: what a measure counts, line by line, beside another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from muster.cli.record.common import AS_OF, DB, JSON, KNOWN_AT, leaves, opened, print_told, question_of
from muster.cli.translated_click import command, option
from muster.text import _, mark, ngettext, number, phrase, unit

if TYPE_CHECKING:
    from muster.record.actions.measures import Measure
    from muster.record.queries.totals import Line
    from muster.record.queries.unknown_names import Stranger
    from muster.record.store.ledger import Book

_FILTERS = ("into", "givers", "wants", "of", "kind", "since", "through", "rule", "currency", "source")


@command(
    mark("What reached a milestone, counted where it crosses into some parties."),
    mark(
        "What passes through others counts once. The measure is a named one of the record, or given by options. With "
        "--against another one stands beside it, and their difference is listed line by line. Unlike things, values by "
        "different rules and currencies are never added."
    ),
)
@DB
@option("--measure", "name", default="", help=mark("A measure that the record names (measure.named)."))
@option("--milestone", default="", help=mark("Which milestone, such as `handed over`."))
@option("--into", multiple=True, help=mark("A party inside the boundary; may be given again."))
@option("--from", "givers", multiple=True, help=mark("Only what comes from this party; may be given again."))
@option("--wants", multiple=True, help=mark("Only this item or family; may be given again."))
@option("--of", default="", help=mark("goods, money or promises, where the milestone leaves it open."))
@option("--kind", default="", help=mark("Only of this kind of document, such as `pledge`."))
@option("--since", default="", help=mark("Only from this day on."))
@option("--through", default="", help=mark("Only up to this day."))
@option("--rule", multiple=True, help=mark("Value quantities by this rule: book, replacement, estimate, giver's own."))
@option("--currency", default="", help=mark("The currency of the values, or of the money that is counted."))
@option("--source", default="", help=mark("The source of the values, where several differ."))
@option("--against", default="", help=mark("Another measure, or the same one at another milestone."))
@AS_OF
@KNOWN_AT
@JSON
@leaves
def totals(
    db: str,
    name: str,
    milestone: str,
    against: str,
    as_of: str | None,
    known_at: str | None,
    as_json: bool,
    **given: Any,
) -> int:
    """The lines, and a total for each unit."""
    from muster.record.errors import Refused
    from muster.record.projection.state import fold
    from muster.record.queries.totals import lines, sums
    from muster.record.queries.unknown_names import strangers
    from muster.record.store.reversals import taken_back

    if len(given["rule"]) > 1:
        raise Refused(
            phrase("values by different rules are never added"),
            phrase("Take a measure for each rule, and set one against the other."),
        )
    given["rule"] = "".join(given["rule"])
    facts = {"from" if key == "givers" else key: _fact(given[key]) for key in _FILTERS if given[key]}
    if bool(name) == bool(milestone) or (name and facts):
        raise click.UsageError(_("Give --measure, or --milestone and the options of a filter."))
    if milestone and not given["into"]:
        raise click.UsageError(_("Give --into: the parties inside the boundary."))
    with opened(db) as book:
        measure = _measure(book, name, facts | {"milestone": milestone})
        other = _other(book, measure, against) if against else None
        question = question_of(book, as_of, known_at, "main")
        known = fold(book.entries(question.entry), taken_back(book, question.entry))
    found = lines(known, measure, other, question.as_of.isoformat())
    unknown = strangers(known, *filter(None, (measure, other)))
    beside = sums(found)
    if as_json:
        both: dict[str, Any] = {"measure": measure.told(), "against": other.told() if other else None}
        when: dict[str, Any] = {"as_of": question.as_of.isoformat(), "entry": question.entry}
        rows = [vars(line.part) | _figures(line) for line in found]
        totals = [vars(one) | {"difference": one.difference} for one in beside]
        names = [vars(one) for one in unknown]
        print_told("done", **both, **when, lines=rows, totals=totals, unknown=names)
        return 0
    for line in found:
        label = "  ".join(filter(None, vars(line.part).values()))
        click.echo(f"  {label}  {_beside(line.quantity, line.against, against)}")
    for one in beside:
        words = _("{milestone}, {unit}: {quantity}")
        shown = _beside(one.quantity, one.against, against)
        click.echo(words.format(milestone=name or milestone, unit=one.unit, quantity=shown))
        if one.unvalued:
            words = ngettext(
                "{count} line has no value by the rule, and counts as none.",
                "{count} lines have no value by the rule, and count as none.",
                one.unvalued,
            )
            click.echo(words.format(count=number(one.unvalued)))
    if not found:
        click.echo(_("Nothing reached it."))
    for stranger in unknown:
        click.echo(_stranger(stranger), err=True)
    return 0


def _stranger(one: Stranger) -> str:
    """That the record has never seen a name, and which one may be meant."""
    if one.nearest is None:
        return _("Nothing in the record is called {name}.").format(name=one.name)
    return _("Nothing in the record is called {name}; did you mean {nearest}?").format(
        name=one.name, nearest=one.nearest
    )


def _fact(given: Any) -> Any:
    return list(given) if isinstance(given, tuple) else given


def _measure(book: Book, name: str, facts: dict[str, Any]) -> Measure:
    from muster.record.actions.measures import measure_of, named
    from muster.record.errors import Refused

    if not name:
        return measure_of(facts)
    found = named(book, name)
    if found is None:
        raise Refused(phrase("there is no measure {name}", name=name), phrase("Enter it as measure.named."))
    return found


def _other(book: Book, measure: Measure, against: str) -> Measure:
    """The measure of this name, or the first one at another milestone of the same things."""
    from muster.record.actions.measures import measure_of, named

    found = named(book, against)
    if found is not None:
        return found
    facts = {key: value for key, value in measure.told().items() if value}
    return measure_of(facts | {"milestone": against})


def _figures(line: Line) -> dict[str, Any]:
    return {"quantity": line.quantity, "against": line.against, "difference": line.difference}


def _beside(quantity: float | None, other: float | None, against: str) -> str:
    shown, beside = (_("no value") if one is None else number(one) for one in (quantity, other))
    if not against:
        return shown
    first, second = quantity or 0.0, other or 0.0
    words = _("{quantity}, against {other} {against}: {difference} less")
    if first > second:
        words = _("{quantity}, against {other} {against}: {difference} more")
    difference = number(abs(second - first))
    return unit(words.format(quantity=shown, other=beside, against=against, difference=difference))
