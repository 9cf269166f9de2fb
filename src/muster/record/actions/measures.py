"""Measures: complete definitions of totals, so that a total can be reproduced. Named measures are entries.

A measure has a filter, a milestone and, to value quantities, a rule. It counts transfers from a party outside a set of
parties to one inside, so goods that pass through several parties count once, where they cross the boundary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muster.record.actions import money_milestones as money
from muster.record.actions.action import Action, Field, Fields, parse_values, split_valid_from
from muster.record.actions.valuations import VALUATION_RULES, check_currency
from muster.record.errors import RecordRefusedError
from muster.record.projection import milestones
from muster.record.projection.line_balance import ALLOWED_MOVES, KINDS_WITH_LINES
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import Ledger, LedgerWriter
from muster.text import mark, phrase

MEASURE_NAMED = "measure.named"

MILESTONES_OF_CATEGORY: dict[str, tuple[str, ...]] = {
    "goods": milestones.MILESTONES,
    "money": money.MONEY_MILESTONES,
    "promises": ("promised", *ALLOWED_MOVES),
}
"""Milestones by category of total; for promises these are `promised` and the accounts of their lines."""

_ALL_MILESTONES = tuple(dict.fromkeys(name for names in MILESTONES_OF_CATEGORY.values() for name in names))

MEASURE_FIELDS = (
    Field("milestone", required=True, choices=_ALL_MILESTONES),
    Field("into", "list", required=True),
    Field("of", choices=tuple(MILESTONES_OF_CATEGORY)),
    Field("from", "list"),
    Field("wants", "list"),
    Field("kind"),
    Field("since", "date"),
    Field("through", "date"),
    Field("rule", choices=VALUATION_RULES),
    Field("currency"),
    Field("source"),
)


@dataclass(frozen=True)
class TotalMeasure:
    """Definition of a total; an empty field sets no limit.

    Attributes:
        milestone: Milestone or account that counts.
        into: Parties inside the boundary.
        category: `goods`, `money` or `promises`.
        givers: Parties outside the boundary to which the total is limited.
        wants: Items and families to which it is limited.
        kind: Kind of document.
        since, through: First and last ISO day.
        rule: Valuation rule for quantities.
        currency: Currency of the values, or a filter if money is counted.
        source: Source of the values.
    """

    milestone: str
    into: frozenset[str]
    category: str = "goods"
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
        """True if the total is an amount of money."""
        return self.category == "money" or bool(self.rule)

    def counts(self, giver: str, recipient: str, wants: str, day: str) -> bool:
        """True if the total counts a transfer of `wants` from `giver` to `recipient` on `day`."""
        return (
            recipient in self.into
            and giver not in self.into
            and (not self.givers or giver in self.givers)
            and (not self.wants or wants in self.wants)
            and self.since <= day
            and not (self.through and day > self.through)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the measure for JSON output, under the field names of its entry."""
        by_name = {**vars(self), "of": self.category, "from": self.givers}
        values = {field.name: by_name[field.name] for field in MEASURE_FIELDS}
        return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def parse_measure(fields: Fields) -> TotalMeasure:
    """Parse the fields of a measure.

    Raises:
        RecordRefusedError: A field is missing or contradicts another.
    """
    fields = {
        name: value for name, value in parse_values(MEASURE_NAMED, MEASURE_FIELDS, fields).items() if value is not None
    }
    missing = [field.name for field in MEASURE_FIELDS if field.required and field.name not in fields]
    if missing:
        raise RecordRefusedError(
            phrase("{action} needs the field {name}", action=MEASURE_NAMED, name=", ".join(missing))
        )
    milestone = fields["milestone"]
    category = fields.get("of") or next(name for name, names in MILESTONES_OF_CATEGORY.items() if milestone in names)
    if milestone not in MILESTONES_OF_CATEGORY[category]:
        allowed = ", ".join(MILESTONES_OF_CATEGORY[category])
        raise RecordRefusedError(
            phrase("{of} have the milestones {allowed}, not {name}", of=category, allowed=allowed, name=milestone)
        )
    _check_fields(category, fields)
    lists = {name: frozenset(fields.get(name, ())) for name in ("into", "wants")}
    texts = {name: fields.get(name, "") for name in ("kind", "since", "through", "rule", "currency", "source")}
    return TotalMeasure(milestone, lists["into"], category, frozenset(fields.get("from", ())), lists["wants"], **texts)


def _check_fields(category: str, fields: Fields) -> None:
    check_currency(fields)
    kinds = {"goods": ("shipment",), "money": money.MONEY_KINDS, "promises": KINDS_WITH_LINES}[category]
    if fields.get("kind", kinds[0]) not in kinds:
        raise RecordRefusedError(
            phrase(
                "a total of {of} counts documents of kind {allowed}, not {name}",
                of=category,
                allowed=", ".join(kinds),
                name=fields["kind"],
            )
        )
    if category == "promises" and "kind" not in fields:
        reason = phrase("a total of promises counts pledges or commitments, since one becomes the other")
        raise RecordRefusedError(reason, phrase("Name the kind."))
    if category == "money" and "rule" in fields:
        raise RecordRefusedError(phrase("a total of money takes no valuation rule"))
    if category != "money" and ("rule" in fields) != ("currency" in fields):
        raise RecordRefusedError(phrase("a total of values needs both a rule and a currency"))
    if "source" in fields and "rule" not in fields:
        raise RecordRefusedError(phrase("the source of values needs a rule"))
    if fields.get("since", "") > fields.get("through", "9999"):
        raise RecordRefusedError(
            phrase("since ({since}) is after through ({through})", since=fields["since"], through=fields["through"])
        )


def find_measure(ledger: Ledger, name: str) -> TotalMeasure | None:
    """Return the measure of this name, or None. Names are permanent, so every total can be reproduced."""
    entries = [entry for entry in ledger.entries_for(f"measure/{name}") if entry.action == MEASURE_NAMED]
    if not entries:
        return None
    return parse_measure({name: value for name, value in entries[0].content.items() if name not in ("measure", "note")})


def _name(writer: LedgerWriter, fields: Fields) -> EntryDraft:
    fields, valid_from = split_valid_from(fields)
    name = fields["measure"]
    if name in _ALL_MILESTONES:
        raise RecordRefusedError(phrase("{name} is a milestone; give the measure another name", name=name))
    if find_measure(writer.ledger, name) is not None:
        raise RecordRefusedError(
            phrase("the measure {name} exists already and cannot be changed; use another name", name=name)
        )
    parse_measure({key: value for key, value in fields.items() if key not in ("measure", "note")})
    return EntryDraft(MEASURE_NAMED, f"measure/{name}", fields, valid_from)


MEASURE_ACTIONS = (
    Action(
        MEASURE_NAMED,
        mark("Name a measure: its filter, milestone and valuation rule. A name cannot be changed later."),
        (Field("measure", required=True), *MEASURE_FIELDS, Field("note")),
        _name,
    ),
)
