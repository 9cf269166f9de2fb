"""Double-entry balance of the lines of a pledge or commitment.

Every promised unit is in exactly one account, and a move subtracts from one account what it adds to another. So always

    sum of all accounts = total promised,        and no account is below 0.

A move to `allocated` with `until` is a soft reservation: its remainder returns to the account of origin after that day.
Example: 10 committed, 6 reserved until 31 October, 4 of them shipped on 20 October:

    20 October     committed 4, allocated 2, in transit 4
    1 November     committed 6, allocated 0, in transit 4     (the remaining 2 have lapsed)

Moves out of `allocated` use the reservations that end first, then the quantity allocated without end. A promise or move
can be reversed like any entry if the remaining entries still balance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from muster.record.errors import RecordRefusedError
from muster.record.projection.document import Document, document_at
from muster.record.store.entry import EntryDraft, LedgerEntry
from muster.record.store.ledger import Ledger
from muster.record.store.reversals import without_reversals
from muster.text import number, phrase

QUANTITY_PROMISED, QUANTITY_MOVED = "quantity.promised", "quantity.moved"
KINDS_WITH_LINES = ("pledge", "commitment")

ALLOWED_MOVES: dict[str, tuple[str, ...]] = {
    "announced": ("committed", "withdrawn", "lapsed"),
    "committed": ("allocated", "in production", "withdrawn", "lapsed"),
    "allocated": ("committed", "in production", "in transit", "withdrawn", "lapsed"),
    "in production": ("allocated", "in transit", "withdrawn", "lapsed", "lost"),
    "in transit": ("allocated", "handed over", "lost"),
    "handed over": ("confirmed", "lost"),
    "confirmed": (),
    "withdrawn": (),
    "lapsed": (),
    "lost": (),
}
"""Allowed target accounts by account of origin."""

INITIAL_ACCOUNT = {"pledge": "announced", "commitment": "committed"}
"""Account that receives new promises, by kind of document."""

CLOSING_MOVES: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("pledge", "withdrawn"): ("withdrawn", ("announced",)),
    ("pledge", "lapsed"): ("lapsed", ("announced",)),
    ("commitment", "terminated"): ("withdrawn", ("committed", "allocated", "in production")),
    ("commitment", "amended"): ("withdrawn", ("committed", "allocated", "in production")),
}
"""Target account, and accounts to empty, when a document ends in a state."""

# Relative rounding error allowed in sums of decimal fractions.
_ROUNDING_TOLERANCE = 1e-9


@dataclass
class _Reservation:
    until: str
    origin: str
    remaining: float


@dataclass
class LineBalance:
    """Balance of a line as of a day: the quantity in each account and the total ever promised."""

    accounts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ALLOWED_MOVES, 0.0))
    promised: float = 0.0
    _reservations: list[_Reservation] = field(default_factory=list)

    def as_dict(self) -> dict[str, float]:
        """Return the promised total and the accounts that are not empty."""
        nonzero = {name: quantity for name, quantity in self.accounts.items() if quantity}
        return {"promised": self.promised, **nonzero}

    def reserved_quantity(self) -> float:
        """Return the allocated quantity that will lapse automatically."""
        return sum(reservation.remaining for reservation in self._reservations)

    def add_promise(self, account: str, quantity: float) -> None:
        """Add a promised quantity to an account."""
        self.accounts[account] += quantity
        self.promised += quantity

    def move_quantity(self, origin: str, to: str, quantity: float, until: str = "") -> None:
        """Move a quantity between accounts, as a reservation if `until` (ISO date) is given.

        Raises:
            RecordRefusedError: The account of origin has less than the quantity.
        """
        available = self.accounts[origin]
        if quantity > available + _ROUNDING_TOLERANCE * self.promised:
            raise RecordRefusedError(
                phrase(
                    "only {there} is {origin}; {quantity} cannot become {to}",
                    there=number(available),
                    origin=origin,
                    quantity=number(quantity),
                    to=to,
                )
            )
        quantity = min(quantity, available)
        self.accounts[origin] = available - quantity
        self.accounts[to] += quantity
        if origin == "allocated":
            self._use_reservations(quantity)
        if until:
            self._reservations.append(_Reservation(until, origin, quantity))

    def _use_reservations(self, quantity: float) -> None:
        for reservation in sorted(self._reservations, key=lambda reservation: reservation.until):
            used = min(reservation.remaining, quantity)
            reservation.remaining, quantity = reservation.remaining - used, quantity - used
        self._reservations = [reservation for reservation in self._reservations if reservation.remaining > 0]

    def close_accounts(self, to: str, accounts: Iterable[str]) -> None:
        """Empty some accounts into another."""
        for account in accounts:
            if self.accounts[account]:
                self.move_quantity(account, to, self.accounts[account])

    def lapse_reservations_before(self, day: str) -> None:
        """Return the remainders of reservations that ended before a day to their accounts of origin."""
        for reservation in [reservation for reservation in self._reservations if reservation.until < day]:
            returned = min(reservation.remaining, self.accounts["allocated"])
            self.accounts["allocated"] -= returned
            self.accounts[reservation.origin] += returned
            self._reservations.remove(reservation)


def compute_balance(
    entries: Iterable[LedgerEntry | EntryDraft], line: str, as_of: str = "", document: Document | None = None
) -> LineBalance:
    """Compute a line's balance by applying its entries in order of `valid_from`.

    When the document has ended, `CLOSING_MOVES` empties its open accounts.

    Args:
        entries: Entries and drafts about the line's document, reversed ones left out.
        line: Name of the line.
        as_of: ISO date; empty for all entries.
        document: The document as of that day, if already folded; otherwise it is folded from `entries`.

    Raises:
        RecordRefusedError: A move takes more than its account has.
    """
    balance, entries = LineBalance(), list(entries)
    line_entries = [
        entry
        for entry in entries
        if entry.action in (QUANTITY_PROMISED, QUANTITY_MOVED) and entry.content["line"] == line
    ]
    for entry in sorted(line_entries, key=lambda entry: entry.valid_from):
        if as_of and entry.valid_from > as_of:
            break
        content = entry.content
        balance.lapse_reservations_before(entry.valid_from)
        if entry.action == QUANTITY_PROMISED:
            balance.add_promise(INITIAL_ACCOUNT[content["kind"]], content["quantity"])
        else:
            balance.move_quantity(content["from"], content["to"], content["quantity"], content.get("until", ""))
    if as_of:
        balance.lapse_reservations_before(as_of)
    document = document or document_at((entry for entry in entries if isinstance(entry, LedgerEntry)), as_of)
    if document is not None and (document.kind, document.state) in CLOSING_MOVES:
        balance.close_accounts(*CLOSING_MOVES[document.kind, document.state])
    return balance


def current_balance(
    ledger: Ledger, kind: str, document: str, line: str, as_of: str = "", up_to: int | None = None
) -> LineBalance:
    """Compute the balance of a line from the record."""
    return compute_balance(without_reversals(ledger.entries_for(f"{kind}/{document}", up_to)), line, as_of)


def promised_lines(entries: Iterable[LedgerEntry]) -> list[str]:
    """Return the lines in these entries, in order of their first promise."""
    return list(dict.fromkeys(entry.content["line"] for entry in entries if entry.action == QUANTITY_PROMISED))
