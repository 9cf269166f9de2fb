"""Totals by a measure, line by line, compared with a second measure.

    total = sum of the quantities that reached the milestone, from a party outside the boundary to a party inside it

Different items, valuation rules and currencies are never added: each has its own total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muster.record.actions.measures import TotalMeasure
from muster.record.actions.money_milestones import MONEY_REACHED
from muster.record.actions.valuations import latest_valuations, select_valuation
from muster.record.errors import RecordRefusedError
from muster.record.projection.document import document_at
from muster.record.projection.milestones import MILESTONE_REACHED, milestones_by_document, quantity_handed_over
from muster.record.projection.open_promises import line_accounts
from muster.record.projection.state import RecordState
from muster.record.projection.unit_ratios import unit_ratio_at
from muster.text import phrase


@dataclass(frozen=True, order=True)
class TotalKey:
    """Key of a line of a total: document, its line (for promises) and unit (item, family or currency)."""

    document: str
    line: str
    unit: str


@dataclass(frozen=True)
class TotalLine:
    """Quantity of one key in the total, and in the total that it is compared with.

    None: the key counts, but has no value by the measure's rule.
    """

    key: TotalKey
    quantity: float | None
    against: float | None = 0.0

    @property
    def difference(self) -> float:
        """`quantity` minus `against`; None counts as 0."""
        return (self.quantity or 0.0) - (self.against or 0.0)


@dataclass(frozen=True)
class Total:
    """Sum of the lines of one unit, and the number of lines without a value."""

    unit: str
    quantity: float
    against: float
    unvalued: int

    @property
    def difference(self) -> float:
        """`quantity` minus `against`."""
        return self.quantity - self.against


def total_lines(
    state: RecordState, measure: TotalMeasure, against: TotalMeasure | None = None, as_of: str = ""
) -> list[TotalLine]:
    """Compute a total line by line, optionally compared with another one.

    Args:
        state: State of the record.
        measure: Definition of the total.
        against: Definition of the total to compare with.
        as_of: ISO date; empty for all entries.

    Raises:
        RecordRefusedError: One measure counts quantities and the other money.
    """
    first = count_quantities(state, measure, as_of)
    if against is None:
        return [TotalLine(key, first[key]) for key in sorted(first)]
    if measure.counts_money != against.counts_money:
        raise RecordRefusedError(
            phrase("one of these totals counts quantities, the other money"),
            phrase("Value the quantities by a rule, or compare two totals of quantities."),
        )
    second = count_quantities(state, against, as_of)
    return [TotalLine(key, first.get(key, 0.0), second.get(key, 0.0)) for key in sorted({*first, *second})]


def sum_lines(lines: Sequence[TotalLine]) -> list[Total]:
    """Sum the lines, one total for each unit."""
    by_unit: dict[str, list[TotalLine]] = {}
    for line in lines:
        by_unit.setdefault(line.key.unit, []).append(line)
    return [_sum_of_unit(unit, unit_lines) for unit, unit_lines in by_unit.items()]


def _sum_of_unit(unit: str, unit_lines: Sequence[TotalLine]) -> Total:
    unvalued = sum(line.quantity is None or line.against is None for line in unit_lines)
    return Total(
        unit,
        sum(line.quantity or 0.0 for line in unit_lines),
        sum(line.against or 0.0 for line in unit_lines),
        unvalued,
    )


def count_quantities(state: RecordState, measure: TotalMeasure, as_of: str = "") -> dict[TotalKey, float | None]:
    """Count a measure as of a day (ISO; empty: all), by key; None where there is no value by the measure's rule."""
    totals: dict[TotalKey, float] = {}
    quantities = (
        _promised_quantities(state, measure, as_of)
        if measure.category == "promises"
        else _reached_quantities(state, measure, as_of)
    )
    for key, quantity in quantities:
        totals[key] = totals.get(key, 0.0) + quantity
    return _value_quantities(state, measure, totals, as_of) if measure.rule else dict(totals)


def _reached_quantities(state: RecordState, measure: TotalMeasure, as_of: str) -> Iterator[tuple[TotalKey, float]]:
    """Yield the quantities of goods, or amounts of money, that reached the milestone."""
    action = MONEY_REACHED if measure.category == "money" else MILESTONE_REACHED
    for subject, entries in state.entries_by_subject.items():
        for entry in entries:
            content = entry.content
            if (
                entry.action != action
                or content["milestone"] != measure.milestone
                or (as_of and entry.valid_from > as_of)
            ):
                continue
            if measure.kind not in ("", content.get("kind", "shipment")):
                continue
            if not measure.counts(content["from"], content["to"], content.get("wants", ""), entry.valid_from):
                continue
            if action == MILESTONE_REACHED:
                yield TotalKey(subject, "", content["wants"]), content["quantity"]
            elif measure.currency in ("", content["currency"]):
                yield TotalKey(subject, "", content["currency"]), content["amount"]


def _promised_quantities(state: RecordState, measure: TotalMeasure, as_of: str) -> Iterator[tuple[TotalKey, float]]:
    """Yield the quantities in the measure's account of the lines of pledges or commitments."""
    milestones = milestones_by_document(entry for entries in state.entries_by_subject.values() for entry in entries)
    for subject, entries in state.entries_by_subject.items():
        document = document_at(entries, as_of)
        if document is None or document.kind != measure.kind:
            continue
        fields = document.fields
        handed_over = quantity_handed_over(
            milestones.get((document.kind, document.id), ()), as_of, unit_ratio_at(state, fields.get("wants", ""))
        )
        for line in line_accounts(document, entries, as_of, handed_over):
            if measure.counts(fields.get("party", ""), fields.get("recipient", ""), line.wants, line.day):
                quantity = line.accounts.get(measure.milestone, 0.0)
                if quantity:
                    yield TotalKey(subject, line.line, line.wants), quantity


def _value_quantities(
    state: RecordState, measure: TotalMeasure, quantities: Mapping[TotalKey, float], as_of: str
) -> dict[TotalKey, float | None]:
    """Convert quantities to amounts by the most specific valuation: of line and item, of either, of the document."""
    units_per_document = Counter(key.document for key in {TotalKey(key.document, "", key.unit) for key in quantities})
    amounts: dict[TotalKey, float | None] = {}
    for key, quantity in quantities.items():
        valuations = latest_valuations(state.entries_by_subject.get(key.document, ()), as_of)
        candidates = [
            valuation
            for valuation in valuations
            if valuation.line in ("", key.line) and valuation.wants in ("", key.unit)
        ]
        closest = max((bool(valuation.line) + bool(valuation.wants) for valuation in candidates), default=0)
        candidates = [valuation for valuation in candidates if bool(valuation.line) + bool(valuation.wants) == closest]
        value = select_valuation(key.document, candidates, measure.rule, measure.currency, measure.source)
        if value is not None and not value.wants and not value.line and units_per_document[key.document] > 1:
            raise RecordRefusedError(
                phrase("{document} has several items, and its value does not say for which one", document=key.document),
                phrase("Enter a value for each item, with the field wants."),
            )
        amount_key = TotalKey(key.document, key.line, measure.currency)
        amount = value.amount * quantity / value.quantity if value else None
        previous = amounts.get(amount_key, 0.0)
        amounts[amount_key] = None if amount is None or previous is None else previous + amount
    return amounts
