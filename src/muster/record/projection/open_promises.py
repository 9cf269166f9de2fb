"""Outstanding promises of a pledge or commitment as of a day, from its lines or from its opening quantity.

Lines without their own `wants` and `by` form one promise under the document's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from muster.record.projection.document import Document
from muster.record.projection.line_balance import (
    INITIAL_ACCOUNT,
    QUANTITY_PROMISED,
    LineBalance,
    compute_balance,
    promised_lines,
)
from muster.record.store.entry import LedgerEntry

FIRM_ACCOUNTS = ("committed", "allocated", "in production", "in transit")
HANDED_OVER_ACCOUNTS = ("handed over", "confirmed")
CANCELLED_ACCOUNTS = ("withdrawn", "lapsed")

_ACCOUNT_OF_STATE = {
    ("pledge", "withdrawn"): "withdrawn",
    ("pledge", "lapsed"): "lapsed",
    ("pledge", "converted"): "committed",
    ("commitment", "fulfilled"): "handed over",
    ("commitment", "amended"): "withdrawn",
    ("commitment", "terminated"): "withdrawn",
}
"""Account of a document without lines, by its state; any other state uses `INITIAL_ACCOUNT`."""


@dataclass(frozen=True)
class OpenPromise:
    """A promise of one item or family by one day, split into its announced, firm and handed-over quantities.

    `promised` is the total without withdrawn and lapsed quantities.
    """

    id: str
    wants: str
    due: str
    promised: float
    announced: float
    firm: float
    handed_over: float


def list_promises(
    document: Document, entries: Iterable[LedgerEntry], as_of: str = "", handed_over: float = 0.0
) -> list[OpenPromise]:
    """Return the promises of a document as of a day.

    Args:
        document: The document as of that day.
        entries: Entries about it, reversed ones left out.
        as_of: ISO date; empty for all entries.
        handed_over: Quantity handed over by milestones that name the document; used only if it has no lines.
    """
    valid_entries = [entry for entry in entries if not (as_of and entry.valid_from > as_of)]
    first_promises: dict[str, LedgerEntry] = {}
    for entry in valid_entries:
        if entry.action == QUANTITY_PROMISED:
            first_promises.setdefault(entry.content["line"], entry)
    wants, by = document.fields.get("wants", ""), document.fields.get("by", "")
    if not first_promises:
        quantity = document.fields.get("quantity", 0.0)
        remaining = max(0.0, quantity - handed_over)
        announced, firm = (remaining, 0.0) if document.kind == "pledge" else (0.0, remaining)
        return [OpenPromise(document.id, wants, by, quantity, announced, firm, handed_over)] if quantity else []
    open_promises: dict[str, OpenPromise] = {}
    for line, entry in first_promises.items():
        content = entry.content
        own_fields = {"wants", "by"} & content.keys()
        name = f"{document.id}/{line}" if own_fields else document.id
        previous = open_promises.get(
            name, OpenPromise(name, content.get("wants", wants), content.get("by", by), 0.0, 0.0, 0.0, 0.0)
        )
        open_promises[name] = _add_line(previous, compute_balance(valid_entries, line, as_of, document))
    return list(open_promises.values())


def _add_line(previous: OpenPromise, balance: LineBalance) -> OpenPromise:
    def total_in(*accounts: str) -> float:
        return sum(balance.accounts[account] for account in accounts)

    return OpenPromise(
        previous.id,
        previous.wants,
        previous.due,
        previous.promised + balance.promised - total_in(*CANCELLED_ACCOUNTS),
        previous.announced + total_in("announced"),
        previous.firm + total_in(*FIRM_ACCOUNTS),
        previous.handed_over + total_in(*HANDED_OVER_ACCOUNTS),
    )


def converted_quantity(document: Document) -> float:
    """Sum the quantity of a pledge that was converted into commitments."""
    return float(sum(change.fields["quantity"] for change in document.changes_to("part converted", "converted")))


def outstanding_after(
    document: Document, entries: list[LedgerEntry], as_of: str, day_before_start: str, handed_over: float
) -> list[tuple[OpenPromise, float, float]]:
    """Return each promise with the announced and the firm quantity that is outstanding at the start.

    Quantities handed over since the start count as firm again, because the plan begins at the start. Converted
    quantities belong to the commitments and are subtracted: from the announced part of a document without lines, from
    the firm part of one with lines, where the conversion has already moved them.

    Args:
        document: The document as of `as_of`.
        entries: Entries about it, reversed ones left out.
        as_of: ISO date; empty for all entries.
        day_before_start: ISO date of the day before the scenario's start; empty if there is no start.
        handed_over: Quantity handed over up to that day by milestones that name the document.
    """
    outstanding = []
    converted = converted_quantity(document)
    has_lines = any(entry.action == QUANTITY_PROMISED for entry in entries)
    ends_after_start = bool(day_before_start) and (not as_of or as_of > day_before_start)
    given_before = (
        {promise.id: promise.handed_over for promise in list_promises(document, entries, day_before_start, handed_over)}
        if ends_after_start
        else {}
    )
    for promise in list_promises(document, entries, as_of, handed_over):
        given_since = promise.handed_over - given_before.get(promise.id, 0.0) if ends_after_start else 0.0
        announced, firm = promise.announced, promise.firm + max(0.0, given_since)
        if has_lines:
            deducted = min(converted, firm)
            firm, converted = firm - deducted, converted - deducted
        else:
            deducted = min(converted, announced)
            announced, converted = announced - deducted, converted - deducted
        outstanding.append((promise, announced, firm))
    return outstanding


@dataclass(frozen=True)
class LineAccounts:
    """Quantities in the accounts of a line, including `promised`; `line` is empty for a document without lines."""

    line: str
    wants: str
    day: str
    accounts: Mapping[str, float]


def line_accounts(
    document: Document, entries: Sequence[LedgerEntry], as_of: str = "", handed_over: float = 0.0
) -> list[LineAccounts]:
    """Return the lines of a document with their accounts as of a day (empty: all entries).

    Without lines, the state of the document determines the account; its converted quantity is `committed`, and the
    quantity that milestones have `handed_over` is `handed over`.
    """
    valid_entries = [entry for entry in entries if not (as_of and entry.valid_from > as_of)]
    wants = document.fields.get("wants", "")
    accounts = []
    for line in promised_lines(valid_entries):
        first = next(
            entry for entry in valid_entries if entry.action == QUANTITY_PROMISED and entry.content["line"] == line
        )
        line_wants = first.content.get("wants", wants)
        accounts.append(
            LineAccounts(
                line, line_wants, first.valid_from, compute_balance(valid_entries, line, as_of, document).as_dict()
            )
        )
    quantity = document.fields.get("quantity", 0.0)
    if accounts or not quantity:
        return accounts
    converted = converted_quantity(document)
    main_account = _ACCOUNT_OF_STATE.get((document.kind, document.state), INITIAL_ACCOUNT[document.kind])
    delivered = min(handed_over, quantity - converted)
    quantities = {"promised": quantity, main_account: quantity - converted - delivered}
    for account, amount in (("committed", converted), ("handed over", delivered)):
        if amount:
            quantities[account] = quantities.get(account, 0.0) + amount
    return [LineAccounts("", wants, document.state_changes[0].day, quantities)]
