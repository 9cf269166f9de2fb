"""`muster record totals`: totals by a measure, line by line, compared with a second one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from muster.cli.record.common import (
    AS_OF,
    DB,
    JSON,
    KNOWN_AT,
    open_ledger,
    print_result,
    record_command,
    scenario_query,
)
from muster.cli.translated_click import command, option
from muster.text import _, isolate_in_rtl, mark, ngettext, number, phrase

if TYPE_CHECKING:
    from muster.record.actions.measures import TotalMeasure
    from muster.record.queries.totals import TotalLine
    from muster.record.queries.unknown_names import UnknownName
    from muster.record.store.ledger import Ledger

_FILTERS = ("into", "givers", "wants", "of", "kind", "since", "through", "rule", "currency", "source")


@command(
    mark("Total what reached a milestone, counted where it enters a set of parties."),
    mark(
        "Transfers through other parties count once. Give a named measure of the record, or define one "
        "with options. --against compares it with another one, line by line. Different items, valuation "
        "rules and currencies are never added."
    ),
)
@DB
@option("--measure", "name", default="", help=mark("Named measure of the record (measure.named)."))
@option("--milestone", default="", help=mark("Milestone to count, such as `handed over`."))
@option("--into", multiple=True, help=mark("Party inside the boundary; may be repeated."))
@option("--from", "givers", multiple=True, help=mark("Count only what comes from this party; may be repeated."))
@option("--wants", multiple=True, help=mark("Count only this item or family; may be repeated."))
@option("--of", default="", help=mark("Count goods, money or promises. [default: by the milestone]"))
@option("--kind", default="", help=mark("Count only this kind of document, such as `pledge`."))
@option("--since", default="", help=mark("Count only from this day on."))
@option("--through", default="", help=mark("Count only up to this day."))
@option("--rule", multiple=True, help=mark("Value quantities by this rule: book, replacement, estimate, giver's own."))
@option("--currency", default="", help=mark("The currency of the values, or of the money that is counted."))
@option("--source", default="", help=mark("Source of the values, if several differ."))
@option("--against", default="", help=mark("Compare with another measure, or with the same one at another milestone."))
@AS_OF
@KNOWN_AT
@JSON
@record_command
def totals(
    db: str,
    name: str,
    milestone: str,
    against: str,
    as_of: str | None,
    known_at: str | None,
    as_json: bool,
    **options: Any,
) -> int:
    """Print the lines and a total for each unit."""
    from muster.record.errors import RecordRefusedError
    from muster.record.projection.state import fold_entries
    from muster.record.queries.totals import sum_lines, total_lines
    from muster.record.queries.unknown_names import find_unknown_names
    from muster.record.store.reversals import reversed_entry_numbers

    if len(options["rule"]) > 1:
        raise RecordRefusedError(
            phrase("values by different rules are never added"),
            phrase("Use one measure for each rule, and compare them with --against."),
        )
    options["rule"] = "".join(options["rule"])
    facts = {"from" if key == "givers" else key: _to_list(options[key]) for key in _FILTERS if options[key]}
    if bool(name) == bool(milestone) or (name and facts):
        raise click.UsageError(_("Give either --measure, or --milestone with filter options."))
    if milestone and not options["into"]:
        raise click.UsageError(_("Give --into: the parties inside the boundary."))
    with open_ledger(db) as ledger:
        measure = _find_or_parse_measure(ledger, name, facts | {"milestone": milestone})
        other = _comparison_measure(ledger, measure, against) if against else None
        query = scenario_query(ledger, as_of, known_at, "main")
        state = fold_entries(ledger.entries(query.entry), reversed_entry_numbers(ledger, query.entry))
    lines = total_lines(state, measure, other, query.as_of.isoformat())
    unknown = find_unknown_names(state, *filter(None, (measure, other)))
    unit_totals = sum_lines(lines)
    if as_json:
        measures: dict[str, Any] = {"measure": measure.as_dict(), "against": other.as_dict() if other else None}
        when: dict[str, Any] = {"as_of": query.as_of.isoformat(), "entry": query.entry}
        rows = [vars(line.key) | _line_figures(line) for line in lines]
        total_rows = [vars(total) | {"difference": total.difference} for total in unit_totals]
        names = [vars(total) for total in unknown]
        print_result("done", **measures, **when, lines=rows, totals=total_rows, unknown=names)
        return 0
    for line in lines:
        label = "  ".join(filter(None, vars(line.key).values()))
        click.echo(f"  {label}  {_quantity_sentence(line.quantity, line.against, against)}")
    for total in unit_totals:
        template = _("{milestone}, {unit}: {quantity}")
        sentence = _quantity_sentence(total.quantity, total.against, against)
        click.echo(template.format(milestone=name or milestone, unit=total.unit, quantity=sentence))
        if total.unvalued:
            template = ngettext(
                "{count} line has no value by the rule and counts as 0.",
                "{count} lines have no value by the rule and count as 0.",
                total.unvalued,
            )
            click.echo(template.format(count=number(total.unvalued)))
    if not lines:
        click.echo(_("Nothing reached the milestone."))
    for unknown_name in unknown:
        click.echo(_unknown_name_sentence(unknown_name), err=True)
    return 0


def _unknown_name_sentence(unknown: UnknownName) -> str:
    """Say that a name does not occur in the record, and suggest the nearest one."""
    if unknown.nearest is None:
        return _("Nothing in the record is called {name}.").format(name=unknown.name)
    return _("Nothing in the record is called {name}; did you mean {nearest}?").format(
        name=unknown.name, nearest=unknown.nearest
    )


def _to_list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _find_or_parse_measure(ledger: Ledger, name: str, facts: dict[str, Any]) -> TotalMeasure:
    from muster.record.actions.measures import find_measure, parse_measure
    from muster.record.errors import RecordRefusedError

    if not name:
        return parse_measure(facts)
    measure = find_measure(ledger, name)
    if measure is None:
        raise RecordRefusedError(phrase("there is no measure {name}", name=name), phrase("Enter it as measure.named."))
    return measure


def _comparison_measure(ledger: Ledger, measure: TotalMeasure, against: str) -> TotalMeasure:
    """Return the measure of this name; otherwise `measure` with `against` as its milestone."""
    from muster.record.actions.measures import find_measure, parse_measure

    named_measure = find_measure(ledger, against)
    if named_measure is not None:
        return named_measure
    facts = {key: value for key, value in measure.as_dict().items() if value}
    return parse_measure(facts | {"milestone": against})


def _line_figures(line: TotalLine) -> dict[str, Any]:
    return {"quantity": line.quantity, "against": line.against, "difference": line.difference}


def _quantity_sentence(quantity: float | None, other: float | None, against: str) -> str:
    quantity_text, other_text = (_("no value") if value is None else number(value) for value in (quantity, other))
    if not against:
        return quantity_text
    first, second = quantity or 0.0, other or 0.0
    template = _("{quantity}, against {other} {against}: {difference} less")
    if first > second:
        template = _("{quantity}, against {other} {against}: {difference} more")
    difference = number(abs(second - first))
    return isolate_in_rtl(
        template.format(quantity=quantity_text, other=other_text, against=against, difference=difference)
    )
