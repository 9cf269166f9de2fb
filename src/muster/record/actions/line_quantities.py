"""The quantities of a pledge's or commitment's lines, in double entry.

What is promised lies in one of the accounts, and every move takes from one what it gives to another. So at any time

    sum over accounts of what lies in them  =  what was ever promised,        and none is below 0.

A move to `allocated` with a day `until` is a soft reservation: what is left of it after that day goes back by itself to
the account that it came from. What leaves `allocated` is taken from the reservations that end first, then from what is
allocated for good. A promise or a move that was entered wrongly is taken back as any entry is, if what remains still
adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from muster.record.actions.action import Action, Field, Said, split
from muster.record.errors import Refused
from muster.record.projection.document import Document, document_at
from muster.record.projection.document_lookup import existing
from muster.record.projection.milestones import REACHED, by_document
from muster.record.store.entry import Draft, Entry
from muster.record.store.ledger import Book, Pen
from muster.record.store.reversals import standing, taken_back
from muster.text import mark, number, phrase

PROMISED, MOVED = "quantity.promised", "quantity.moved"
KINDS = ("pledge", "commitment")

ALLOWED: dict[str, tuple[str, ...]] = {
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
"""From which account to which a quantity may move."""

FIRST = {"pledge": "announced", "commitment": "committed"}
"""The account that a promise begins in."""

ENDS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("pledge", "withdrawn"): ("withdrawn", ("announced",)),
    ("pledge", "lapsed"): ("lapsed", ("announced",)),
    ("commitment", "terminated"): ("withdrawn", ("committed", "allocated", "in production")),
    ("commitment", "amended"): ("withdrawn", ("committed", "allocated", "in production")),
}
"""Where a document's end takes what is left on its lines, and from which accounts."""

# Sums of decimal fractions miss by this share of what was promised.
_ROUNDING = 1e-9


@dataclass
class _Reservation:
    until: str
    origin: str
    left: float


@dataclass
class Balance:
    """A line as of a day: what lies in each account, and what was ever promised."""

    accounts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ALLOWED, 0.0))
    promised: float = 0.0
    _reservations: list[_Reservation] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        """What was promised, and where it lies."""
        there = {name: quantity for name, quantity in self.accounts.items() if quantity}
        return {"promised": self.promised, **there}

    def reserved(self) -> float:
        """How much of what is allocated lapses by itself."""
        return sum(one.left for one in self._reservations)

    def promise(self, account: str, quantity: float) -> None:
        """More is promised."""
        self.accounts[account] += quantity
        self.promised += quantity

    def move(self, origin: str, to: str, quantity: float, until: str = "") -> None:
        """Move a quantity; refused if there is not as much."""
        there = self.accounts[origin]
        if quantity > there + _ROUNDING * self.promised:
            raise Refused(
                phrase(
                    "only {there} is {origin}; {quantity} cannot become {to}",
                    there=number(there),
                    origin=origin,
                    quantity=number(quantity),
                    to=to,
                )
            )
        quantity = min(quantity, there)
        self.accounts[origin] = there - quantity
        self.accounts[to] += quantity
        if origin == "allocated":
            self._use(quantity)
        if until:
            self._reservations.append(_Reservation(until, origin, quantity))

    def _use(self, quantity: float) -> None:
        for one in sorted(self._reservations, key=lambda reservation: reservation.until):
            used = min(one.left, quantity)
            one.left, quantity = one.left - used, quantity - used
        self._reservations = [one for one in self._reservations if one.left > 0]

    def end(self, to: str, accounts: Iterable[str]) -> None:
        """Move all that is left in some accounts."""
        for account in accounts:
            if self.accounts[account]:
                self.move(account, to, self.accounts[account])

    def pass_to(self, day: str) -> None:
        """Let the reservations lapse whose last day is before this one."""
        for one in [one for one in self._reservations if one.until < day]:
            back = min(one.left, self.accounts["allocated"])
            self.accounts["allocated"] -= back
            self.accounts[one.origin] += back
            self._reservations.remove(one)


def balance(entries: Iterable[Entry | Draft], line: str, as_of: str = "", document: Document | None = None) -> Balance:
    """A line's balance after these entries about its document, as of a day (empty: after all of them).

    Moves are made in order of the days on which they hold; refused if one of them takes more than there is. What is
    left when the document ends goes where the end takes it; `document` is given where it is known already.
    """
    found, entries = Balance(), list(entries)
    about = [one for one in entries if one.action in (PROMISED, MOVED) and one.content["line"] == line]
    for one in sorted(about, key=lambda entry: entry.valid_from):
        if as_of and one.valid_from > as_of:
            break
        said = one.content
        found.pass_to(one.valid_from)
        if one.action == PROMISED:
            found.promise(FIRST[said["kind"]], said["quantity"])
        else:
            found.move(said["from"], said["to"], said["quantity"], said.get("until", ""))
    if as_of:
        found.pass_to(as_of)
    document = document or document_at((one for one in entries if isinstance(one, Entry)), as_of)
    if document is not None and (document.kind, document.state) in ENDS:
        found.end(*ENDS[document.kind, document.state])
    return found


def balance_of(book: Book, kind: str, document: str, line: str, as_of: str = "", upto: int | None = None) -> Balance:
    """The balance of a line of the record."""
    return balance(standing(book.about(f"{kind}/{document}", upto)), line, as_of)


def lines_of(entries: Iterable[Entry]) -> list[str]:
    """The lines that these entries are about, in order of their first promise."""
    return list(dict.fromkeys(one.content["line"] for one in entries if one.action == PROMISED))


def _promise(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    existing(pen.book, said["kind"], said["document"])
    about = standing(pen.book.about(f"{said['kind']}/{said['document']}"))
    if not lines_of(about):
        _check_told(pen, said["kind"], said["document"])
    for name in ("wants", "by"):
        first = next((one for one in about if one.action == PROMISED and one.content["line"] == said["line"]), None)
        if first is not None and said.get(name, first.content.get(name)) != first.content.get(name):
            words = phrase("line {line} has another {name}; take another line", line=said["line"], name=name)
            raise Refused(words)
    return _checked(pen, said, PROMISED, valid_from)


def _check_told(pen: Pen, kind: str, name: str) -> None:
    """Refuse lines for a document whose hand-overs are told by milestones that name it: they would count twice."""
    gone = taken_back(pen.book, pen.book.head().number)
    there = by_document(entry for entry in pen.book.of_action(REACHED) if entry.number not in gone).get((kind, name))
    if there:
        raise Refused(
            phrase(
                "{kind} {document} has no lines: entry {number} tells what was handed over of it",
                kind=kind,
                document=name,
                number=there[0].number,
            ),
            phrase("Correct its quantity with document.corrected, or take that entry back first."),
        )


def _move(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    if said["to"] not in ALLOWED[said["from"]]:
        allowed = ", ".join(ALLOWED[said["from"]]) or "-"
        raise Refused(
            phrase("what is {origin} becomes {allowed}, not {to}", origin=said["from"], allowed=allowed, to=said["to"])
        )
    if "until" in said and said["to"] != "allocated":
        raise Refused(phrase("only what is allocated can be reserved until a day"))
    if "until" in said and said["until"] < (valid_from or pen.today):
        raise Refused(phrase("the day {until} is over already", until=said["until"]))
    return _checked(pen, said, MOVED, valid_from)


def _checked(pen: Pen, said: Said, action: str, valid_from: str) -> Draft:
    """The draft, if all moves of the line can still be made with it."""
    subject = f"{said['kind']}/{said['document']}"
    draft = Draft(action, subject, said, valid_from or pen.today)
    about = standing(pen.book.about(subject))
    now = document_at(about, draft.valid_from)
    _to, over = ENDS.get((now.kind, now.state), ("", ())) if now else ("", ())
    if now and over and said.get("from", over[0]) in over:
        raise Refused(phrase('{kind} {document} is "{state}"', kind=now.kind, document=now.id, state=now.state))
    balance([*about, draft], said["line"])
    return draft


_LINE = (Field("kind", required=True, choices=KINDS), Field("document", required=True), Field("line", required=True))
_QUANTITY = Field("quantity", "amount", required=True)
_ACCOUNTS = tuple(ALLOWED)

QUANTITIES = (
    Action(
        PROMISED,
        mark("More is promised on a line of a pledge or commitment."),
        (*_LINE, _QUANTITY, Field("wants"), Field("by", "date")),
        _promise,
    ),
    Action(
        MOVED,
        mark("A quantity of a line goes to another account; with `until` it is reserved, and lapses by itself."),
        (
            *_LINE,
            _QUANTITY,
            Field("from", required=True, choices=_ACCOUNTS),
            Field("to", required=True, choices=_ACCOUNTS),
            Field("until", "date"),
            *(Field(name) for name in ("shipment", "allocation", "reason", "note")),
        ),
        _move,
    ),
)
