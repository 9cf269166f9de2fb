"""What a pledge or commitment still promises, as of a day: its lines, or the quantity that it was opened with.

Lines that say no thing and no day of their own are one promise together, under the document's own id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from muster.record.actions.line_quantities import FIRST, PROMISED, Balance, balance, lines_of
from muster.record.projection.document import Document
from muster.record.store.entry import Entry

FIRM = ("committed", "allocated", "in production", "in transit")
GIVEN = ("handed over", "confirmed")
GONE = ("withdrawn", "lapsed")

_PLACE = {
    ("pledge", "withdrawn"): "withdrawn",
    ("pledge", "lapsed"): "lapsed",
    ("pledge", "converted"): "committed",
    ("commitment", "fulfilled"): "handed over",
    ("commitment", "amended"): "withdrawn",
    ("commitment", "terminated"): "withdrawn",
}
"""The account of a document without lines, by its state; in any other it is the one that a promise begins in."""


@dataclass(frozen=True)
class Promise:
    """A promise of one thing by one day: what of it is only announced, what is firm, what was given.

    `promised` is all of it that was neither withdrawn nor lapsed.
    """

    id: str
    wants: str
    by: str
    promised: float
    announced: float
    firm: float
    given: float


def promises(document: Document, entries: Iterable[Entry], as_of: str = "", handed: float = 0.0) -> list[Promise]:
    """The promises of a document after these standing entries about it, as of a day (empty: after all).

    `handed` is what milestones that name it have handed over; it counts where there are no lines.
    """
    about = [one for one in entries if not (as_of and one.valid_from > as_of)]
    first: dict[str, Entry] = {}
    for one in about:
        if one.action == PROMISED:
            first.setdefault(one.content["line"], one)
    wants, by = document.said.get("wants", ""), document.said.get("by", "")
    if not first:
        quantity = document.said.get("quantity", 0.0)
        left = max(0.0, quantity - handed)
        announced, firm = (left, 0.0) if document.kind == "pledge" else (0.0, left)
        return [Promise(document.id, wants, by, quantity, announced, firm, handed)] if quantity else []
    found: dict[str, Promise] = {}
    for line, entry in first.items():
        said = entry.content
        own = {"wants", "by"} & said.keys()
        name = f"{document.id}/{line}" if own else document.id
        before = found.get(name, Promise(name, said.get("wants", wants), said.get("by", by), 0.0, 0.0, 0.0, 0.0))
        found[name] = _with(before, balance(about, line, as_of, document))
    return list(found.values())


def _with(before: Promise, line: Balance) -> Promise:
    def there(*accounts: str) -> float:
        return sum(line.accounts[account] for account in accounts)

    return Promise(
        before.id,
        before.wants,
        before.by,
        before.promised + line.promised - there(*GONE),
        before.announced + there("announced"),
        before.firm + there(*FIRM),
        before.given + there(*GIVEN),
    )


def converted(document: Document) -> float:
    """How much of a pledge became commitments of their own."""
    return float(sum(step.said["quantity"] for step in document.moved_to("part converted", "converted")))


def still(
    document: Document, entries: list[Entry], as_of: str, eve: str, handed: float
) -> list[tuple[Promise, float, float]]:
    """For each promise what is to be handed over after a day: what of it is only announced, and what is firm.

    `eve` is the day before the start (empty: no start), `handed` what was handed over until then by milestones that
    name the document. What was handed over since counts as firm still, since the
    plan begins at the start. What was converted is the commitments' own: it is taken off what is announced where there
    are no lines, and off what is firm where there are, since there the conversion has moved it.
    """
    found = []
    off = converted(document)
    lines = any(one.action == PROMISED for one in entries)
    later = bool(eve) and (not as_of or as_of > eve)
    before = {one.id: one.given for one in promises(document, entries, eve, handed)} if later else {}
    for one in promises(document, entries, as_of, handed):
        since = one.given - before.get(one.id, 0.0) if later else 0.0
        announced, firm = one.announced, one.firm + max(0.0, since)
        if lines:
            taken = min(off, firm)
            firm, off = firm - taken, off - taken
        else:
            taken = min(off, announced)
            announced, off = announced - taken, off - taken
        found.append((one, announced, firm))
    return found


@dataclass(frozen=True)
class Held:
    """What lies in the accounts of a line (empty: of a document without lines), `promised` among them."""

    line: str
    wants: str
    day: str
    accounts: Mapping[str, float]


def accounts(document: Document, entries: Sequence[Entry], as_of: str = "", handed: float = 0.0) -> list[Held]:
    """The lines of a document with their accounts, as of a day (empty: after all).

    A document without lines lies where its state puts it; what of it was converted is committed, and what milestones
    that name it have `handed` over is handed over.
    """
    about = [one for one in entries if not (as_of and one.valid_from > as_of)]
    wants = document.said.get("wants", "")
    found = []
    for line in lines_of(about):
        first = next(one for one in about if one.action == PROMISED and one.content["line"] == line)
        own = first.content.get("wants", wants)
        found.append(Held(line, own, first.valid_from, balance(about, line, as_of, document).told()))
    quantity = document.said.get("quantity", 0.0)
    if found or not quantity:
        return found
    off = converted(document)
    place = _PLACE.get((document.kind, document.state), FIRST[document.kind])
    given = min(handed, quantity - off)
    there = {"promised": quantity, place: quantity - off - given}
    for account, part in (("committed", off), ("handed over", given)):
        if part:
            there[account] = there.get(account, 0.0) + part
    return [Held("", wants, document.steps[0].day, there)]
