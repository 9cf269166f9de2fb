"""Totals: what a measure counts, line by line, beside another one.

    total = sum of what reached the milestone, from a party outside the boundary to a party inside it.

Quantities of unlike things are never added, nor values by different rules, nor currencies: each has a total of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muster.record.actions.measures import Measure
from muster.record.actions.money_milestones import PAID
from muster.record.actions.valuations import values, worth
from muster.record.errors import Refused
from muster.record.projection.document import document_at
from muster.record.projection.milestones import REACHED, by_document, handed_over
from muster.record.projection.open_promises import accounts
from muster.record.projection.state import Known
from muster.record.projection.unit_ratios import worth_in
from muster.text import phrase


@dataclass(frozen=True, order=True)
class Part:
    """What a line of a total is about: a document, of promises one of its lines, and a unit."""

    document: str
    line: str
    unit: str


@dataclass(frozen=True)
class Line:
    """What a document has of one unit: in the one total, and in the other that it is compared with.

    The unit is the item or family, or the currency. None: it is counted, but has no value by the measure's rule.
    """

    part: Part
    quantity: float | None
    against: float | None = 0.0

    @property
    def difference(self) -> float:
        """By how much the first is more than the second; what has no value counts as none."""
        return (self.quantity or 0.0) - (self.against or 0.0)


@dataclass(frozen=True)
class Total:
    """The sum of the lines of one unit, and how many of them have no value."""

    unit: str
    quantity: float
    against: float
    unvalued: int

    @property
    def difference(self) -> float:
        """By how much the first is more than the second."""
        return self.quantity - self.against


def lines(known: Known, measure: Measure, against: Measure | None = None, as_of: str = "") -> list[Line]:
    """A total line by line, beside another one: their difference is the sum of the lines' differences.

    Refused if one of the two counts quantities and the other money.
    """
    first = counted(known, measure, as_of)
    if against is None:
        return [Line(part, first[part]) for part in sorted(first)]
    if measure.counts_money != against.counts_money:
        raise Refused(
            phrase("one of these totals counts quantities, the other money"),
            phrase("Value the quantities by a rule, or compare two totals of quantities."),
        )
    second = counted(known, against, as_of)
    return [Line(part, first.get(part, 0.0), second.get(part, 0.0)) for part in sorted({*first, *second})]


def sums(found: Sequence[Line]) -> list[Total]:
    """The totals of the lines, one for each unit."""
    by_unit: dict[str, list[Line]] = {}
    for line in found:
        by_unit.setdefault(line.part.unit, []).append(line)
    return [_total(unit, own) for unit, own in by_unit.items()]


def _total(unit: str, own: Sequence[Line]) -> Total:
    unvalued = sum(line.quantity is None or line.against is None for line in own)
    return Total(unit, sum(line.quantity or 0.0 for line in own), sum(line.against or 0.0 for line in own), unvalued)


def counted(known: Known, measure: Measure, as_of: str = "") -> dict[Part, float | None]:
    """What a total is made of, as of a day (empty: all); None where there is no value by the measure's rule."""
    found: dict[Part, float] = {}
    parts = _promises(known, measure, as_of) if measure.of == "promises" else _reached(known, measure, as_of)
    for part, quantity in parts:
        found[part] = found.get(part, 0.0) + quantity
    return _valued(known, measure, found, as_of) if measure.rule else dict(found)


def _reached(known: Known, measure: Measure, as_of: str) -> Iterator[tuple[Part, float]]:
    """What reached the milestone, of goods or of money."""
    action = PAID if measure.of == "money" else REACHED
    for subject, entries in known.about.items():
        for one in entries:
            said = one.content
            if one.action != action or said["milestone"] != measure.milestone or (as_of and one.valid_from > as_of):
                continue
            if measure.kind not in ("", said.get("kind", "shipment")):
                continue
            if not measure.counts(said["from"], said["to"], said.get("wants", ""), one.valid_from):
                continue
            if action == REACHED:
                yield Part(subject, "", said["wants"]), said["quantity"]
            elif measure.currency in ("", said["currency"]):
                yield Part(subject, "", said["currency"]), said["amount"]


def _promises(known: Known, measure: Measure, as_of: str) -> Iterator[tuple[Part, float]]:
    """What lies in an account of the lines of pledges or commitments."""
    named = by_document(one for entries in known.about.values() for one in entries)
    for subject, entries in known.about.items():
        document = document_at(entries, as_of)
        if document is None or document.kind != measure.kind:
            continue
        said = document.said
        handed = handed_over(named.get((document.kind, document.id), ()), as_of, worth_in(known, said.get("wants", "")))
        for line in accounts(document, entries, as_of, handed):
            if measure.counts(said.get("party", ""), said.get("recipient", ""), line.wants, line.day):
                quantity = line.accounts.get(measure.milestone, 0.0)
                if quantity:
                    yield Part(subject, line.line, line.wants), quantity


def _valued(known: Known, measure: Measure, found: Mapping[Part, float], as_of: str) -> dict[Part, float | None]:
    """Amounts in the place of quantities: those of the part itself, else those of the whole document."""
    things = Counter(part.document for part in {Part(part.document, "", part.unit) for part in found})
    amounts: dict[Part, float | None] = {}
    for part, quantity in found.items():
        there = values(known.about.get(part.document, ()), as_of)
        fit = [one for one in there if one.line in ("", part.line) and one.wants in ("", part.unit)]
        closest = max((bool(one.line) + bool(one.wants) for one in fit), default=0)
        fit = [one for one in fit if bool(one.line) + bool(one.wants) == closest]
        value = worth(part.document, fit, measure.rule, measure.currency, measure.source)
        if value is not None and not value.wants and not value.line and things[part.document] > 1:
            raise Refused(
                phrase(
                    "{document} has several things, and its value does not say of which it is", document=part.document
                ),
                phrase("Enter a value for each thing, with the field wants."),
            )
        own = Part(part.document, part.line, measure.currency)
        amount = value.amount * quantity / value.quantity if value else None
        before = amounts.get(own, 0.0)
        amounts[own] = None if amount is None or before is None else before + amount
    return amounts
