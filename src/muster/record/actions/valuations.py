"""Values of things in kind: each names its rule, several stand side by side, and none is ever added to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from muster.record.actions.action import Action, Field, Said, split
from muster.record.errors import Refused
from muster.record.store.entry import Draft, Entry
from muster.record.store.ledger import Pen
from muster.record.store.reversals import standing
from muster.text import mark, number, phrase

VALUED = "value.given"
RULES = ("book", "replacement", "estimate", "giver's own")
KINDS = ("offer", "pledge", "commitment", "allocation", "shipment")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Value:
    """What a quantity of a document is worth by a rule, says a source; of one line or thing, if it says so."""

    line: str
    wants: str
    rule: str
    currency: str
    source: str
    amount: float
    quantity: float


def values(entries: Iterable[Entry], as_of: str = "") -> list[Value]:
    """The values that stand side by side: of the same from one source the one that holds from the last day."""
    found: dict[tuple[str, ...], Value] = {}
    about = [one for one in entries if one.action == VALUED and not (as_of and one.valid_from > as_of)]
    for one in sorted(about, key=lambda entry: (entry.valid_from, entry.number)):
        said = one.content
        what = said.get("line", ""), said.get("wants", "")
        how = said["rule"], said["currency"], said["source"]
        found[*what, *how] = Value(*what, *how, said["amount"], said["quantity"])
    return list(found.values())


def worth(document: str, there: Iterable[Value], rule: str, currency: str, source: str = "") -> Value | None:
    """The one value by a rule in a currency; None if there is none by this rule.

    Refused where the rule's values are in other currencies only, or where sources differ and none is named.
    """
    by_rule = [one for one in there if one.rule == rule and source in ("", one.source)]
    found = [one for one in by_rule if one.currency == currency]
    if by_rule and not found:
        raise Refused(
            phrase(
                "{document} has its value by the rule {rule} in {found}, and nothing is converted",
                document=document,
                rule=rule,
                found=", ".join(sorted({one.currency for one in by_rule})),
            ),
            phrase("Enter its value in {currency}, or total each currency for itself.", currency=currency),
        )
    if len(found) > 1:
        raise Refused(
            phrase(
                "{document} has {count} values by the rule {rule} in {currency}, from {sources}",
                document=document,
                count=number(len(found)),
                rule=rule,
                currency=currency,
                sources=", ".join(sorted(one.source for one in found)),
            ),
            phrase("Name the source of the values; values are never added to one another."),
        )
    return found[0] if found else None


def check_currency(said: Said) -> None:
    """Refuse what is no code of a currency."""
    if "currency" in said and not _CURRENCY.fullmatch(said["currency"]):
        raise Refused(phrase('"{currency}" is no currency such as USD', currency=said["currency"]))


def _value(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    check_currency(said)
    subject = f"{said['kind']}/{said['document']}"
    if not standing(pen.book.about(subject)):
        raise Refused(phrase("there is no {kind} {document}", kind=said["kind"], document=said["document"]))
    return Draft(VALUED, subject, said, valid_from or pen.today)


VALUING = (
    Action(
        VALUED,
        mark("What a quantity of a document is worth by a rule, beside other values; never added to another."),
        (
            Field("kind", required=True, choices=KINDS),
            Field("document", required=True),
            Field("rule", required=True, choices=RULES),
            Field("currency", required=True),
            Field("amount", "amount", required=True),
            Field("quantity", "amount", required=True),
            Field("source", required=True),
            *(Field(name) for name in ("line", "wants", "note")),
        ),
        _value,
    ),
)
