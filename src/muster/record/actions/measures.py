"""Measures: what a total counts, in full, so that it can be told again; named ones are entries of the record.

A measure is a filter, a milestone and, where quantities are to be valued, a rule. It counts what comes from outside a
set of parties to one inside, so what passes through others on its way counts once, where it crosses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.record.actions import money_milestones as money
from muster.record.actions.action import Action, Field, Said, split, understood
from muster.record.actions.line_quantities import ALLOWED, KINDS
from muster.record.actions.valuations import RULES, check_currency
from muster.record.errors import Refused
from muster.record.projection import milestones
from muster.record.store.entry import Draft
from muster.record.store.ledger import Book, Pen
from muster.text import mark, phrase

NAMED = "measure.named"

COUNTED: dict[str, tuple[str, ...]] = {
    "goods": milestones.MILESTONES,
    "money": money.MILESTONES,
    "promises": ("promised", *ALLOWED),
}
"""What a total can count, and the milestones of each: of promises, the accounts of their lines."""

_ALL = tuple(dict.fromkeys(name for names in COUNTED.values() for name in names))

FACTS = (
    Field("milestone", required=True, choices=_ALL),
    Field("into", "list", required=True),
    Field("of", choices=tuple(COUNTED)),
    Field("from", "list"),
    Field("wants", "list"),
    Field("kind"),
    Field("since", "date"),
    Field("through", "date"),
    Field("rule", choices=RULES),
    Field("currency"),
    Field("source"),
)


@dataclass(frozen=True)
class Measure:
    """What is counted (`of`: goods, money, promises), from which parties into which, and how it is valued.

    Empty: no limit. `rule` and `currency` value quantities; of money `currency` is a filter. `source` is that of the
    values.
    """

    milestone: str
    into: frozenset[str]
    of: str = "goods"
    givers: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    kind: str = ""
    since: str = ""
    through: str = ""
    rule: str = ""
    currency: str = ""
    source: str = ""

    @property
    def counts_money(self) -> bool:
        """Whether its total is money."""
        return self.of == "money" or bool(self.rule)

    def counts(self, giver: str, taker: str, wants: str, day: str) -> bool:
        """Whether it counts what goes from a party to a party."""
        return (
            taker in self.into
            and giver not in self.into
            and (not self.givers or giver in self.givers)
            and (not self.wants or wants in self.wants)
            and self.since <= day
            and not (self.through and day > self.through)
        )

    def told(self) -> dict[str, Any]:
        """The measure as JSON shows it, with the names of its entry."""
        facts = {**vars(self), "from": self.givers}
        shown = {field.name: facts[field.name] for field in FACTS}
        return {name: sorted(fact) if isinstance(fact, frozenset) else fact for name, fact in shown.items()}


def measure_of(said: Said) -> Measure:
    """The measure that facts say; refused if they do not fit together."""
    said = {name: fact for name, fact in understood(NAMED, FACTS, said).items() if fact is not None}
    missing = [field.name for field in FACTS if field.required and field.name not in said]
    if missing:
        raise Refused(phrase("{action} needs the field {name}", action=NAMED, name=", ".join(missing)))
    milestone = said["milestone"]
    of = said.get("of") or next(name for name, names in COUNTED.items() if milestone in names)
    if milestone not in COUNTED[of]:
        allowed = ", ".join(COUNTED[of])
        raise Refused(phrase("{of} have the milestones {allowed}, not {name}", of=of, allowed=allowed, name=milestone))
    _check(of, said)
    lists = {name: frozenset(said.get(name, ())) for name in ("into", "wants")}
    texts = {name: said.get(name, "") for name in ("kind", "since", "through", "rule", "currency", "source")}
    return Measure(milestone, lists["into"], of, frozenset(said.get("from", ())), lists["wants"], **texts)


def _check(of: str, said: Said) -> None:
    check_currency(said)
    kinds = {"goods": ("shipment",), "money": money.KINDS, "promises": KINDS}[of]
    if said.get("kind", kinds[0]) not in kinds:
        raise Refused(
            phrase("{of} are of {allowed}, not of {name}", of=of, allowed=", ".join(kinds), name=said["kind"])
        )
    if of == "promises" and "kind" not in said:
        words = phrase("a total of promises counts pledges or commitments, since one becomes the other")
        raise Refused(words, phrase("Name the kind."))
    if of == "money" and "rule" in said:
        raise Refused(phrase("money has no rule of valuation"))
    if of != "money" and ("rule" in said) != ("currency" in said):
        raise Refused(phrase("a total of values names both the rule and the currency"))
    if "source" in said and "rule" not in said:
        raise Refused(phrase("the source of values needs a rule"))
    if said.get("since", "") > said.get("through", "9999"):
        raise Refused(phrase("{since} is after {through}", since=said["since"], through=said["through"]))


def named(book: Book, name: str) -> Measure | None:
    """The measure of this name. A name is given once and for good, so a total told once can always be told again."""
    found = [entry for entry in book.about(f"measure/{name}") if entry.action == NAMED]
    if not found:
        return None
    return measure_of({fact: value for fact, value in found[0].content.items() if fact not in ("measure", "note")})


def _name(pen: Pen, said: Said) -> Draft:
    said, valid_from = split(said)
    name = said["measure"]
    if name in _ALL:
        raise Refused(phrase("{name} is a milestone; give the measure another name", name=name))
    if named(pen.book, name) is not None:
        raise Refused(phrase("there is a measure {name} already; a name is given once", name=name))
    measure_of({fact: value for fact, value in said.items() if fact not in ("measure", "note")})
    return Draft(NAMED, f"measure/{name}", said, valid_from)


NAMING = (
    Action(
        NAMED,
        mark("A total's name: which filter, which milestone, which rule of valuation. A name is given once."),
        (Field("measure", required=True), *FACTS, Field("note")),
        _name,
    ),
)
