"""Valuations of goods in kind. A document may have several, by rule and source; they are never added together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from muster.record.actions.action import Action, Field, Fields, split_valid_from
from muster.record.errors import RecordRefusedError
from muster.record.store.entry import EntryDraft, LedgerEntry
from muster.record.store.ledger import LedgerWriter
from muster.record.store.reversals import without_reversals
from muster.text import mark, number, phrase

VALUE_GIVEN = "value.given"
VALUATION_RULES = ("book", "replacement", "estimate", "giver's own")
VALUED_KINDS = ("offer", "pledge", "commitment", "allocation", "shipment")
_CURRENCY_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Valuation:
    """Value of a quantity of a document by a rule and a source.

    `amount` is in `currency` and covers `quantity`, in units of the item. Empty `line` or `wants`: the whole document.
    """

    line: str
    wants: str
    rule: str
    currency: str
    source: str
    amount: float
    quantity: float


def latest_valuations(entries: Iterable[LedgerEntry], as_of: str = "") -> list[Valuation]:
    """Return the valuations as of a day (empty: all), only the latest for each object, rule, currency and source."""
    valuations: dict[tuple[str, ...], Valuation] = {}
    value_entries = [
        entry for entry in entries if entry.action == VALUE_GIVEN and not (as_of and entry.valid_from > as_of)
    ]
    for entry in sorted(value_entries, key=lambda entry: (entry.valid_from, entry.number)):
        content = entry.content
        object_key = content.get("line", ""), content.get("wants", "")
        source_key = content["rule"], content["currency"], content["source"]
        valuations[*object_key, *source_key] = Valuation(
            *object_key, *source_key, content["amount"], content["quantity"]
        )
    return list(valuations.values())


def select_valuation(
    document: str, valuations: Iterable[Valuation], rule: str, currency: str, source: str = ""
) -> Valuation | None:
    """Return the only valuation by a rule in a currency; None if there is none by this rule.

    Args:
        document: Subject of the document, for messages.
        valuations: Its valuations.
        rule: One of `VALUATION_RULES`.
        currency: ISO 4217 code.
        source: Source to use; empty for any.

    Raises:
        RecordRefusedError: All valuations by the rule are in other currencies, or several sources remain.
    """
    by_rule = [valuation for valuation in valuations if valuation.rule == rule and source in ("", valuation.source)]
    matches = [valuation for valuation in by_rule if valuation.currency == currency]
    if by_rule and not matches:
        raise RecordRefusedError(
            phrase(
                "{document} is valued by the rule {rule} in {found} only; currencies are not converted",
                document=document,
                rule=rule,
                found=", ".join(sorted({valuation.currency for valuation in by_rule})),
            ),
            phrase("Enter its value in {currency}, or total each currency separately.", currency=currency),
        )
    if len(matches) > 1:
        raise RecordRefusedError(
            phrase(
                "{document} has {count} values by the rule {rule} in {currency}, from {sources}",
                document=document,
                count=number(len(matches)),
                rule=rule,
                currency=currency,
                sources=", ".join(sorted(valuation.source for valuation in matches)),
            ),
            phrase("Name the source of the values; values are never added to one another."),
        )
    return matches[0] if matches else None


def check_currency(fields: Fields) -> None:
    """Refuse a currency that is not an ISO 4217 code."""
    if "currency" in fields and not _CURRENCY_CODE.fullmatch(fields["currency"]):
        raise RecordRefusedError(phrase('"{currency}" is not a currency code such as USD', currency=fields["currency"]))


def _give_value(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    check_currency(fields)
    subject = f"{fields['kind']}/{fields['document']}"
    if not without_reversals(writer.ledger.entries_for(subject)):
        raise RecordRefusedError(
            phrase("there is no {kind} {document}", kind=fields["kind"], document=fields["document"])
        )
    return EntryDraft(VALUE_GIVEN, subject, fields, valid_from or writer.today)


VALUATION_ACTIONS = (
    Action(
        VALUE_GIVEN,
        mark("Value a quantity of a document by a rule; several values are kept side by side and never added."),
        (
            Field("kind", required=True, choices=VALUED_KINDS),
            Field("document", required=True),
            Field("rule", required=True, choices=VALUATION_RULES),
            Field("currency", required=True),
            Field("amount", "amount", required=True),
            Field("quantity", "amount", required=True),
            Field("source", required=True),
            *(Field(name) for name in ("line", "wants", "note")),
        ),
        _give_value,
    ),
)
