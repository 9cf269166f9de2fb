"""Results of explaining a plan: frozen, and as the JSON of `muster explain` gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

KindAndId = tuple[str, str]
"""The kind and the id of something in the tables."""


class ChangeSize(StrEnum):
    """Sizes in which a relaxation is tried."""

    ONE_UNIT = "+1"
    """One unit more in every base bucket (of a stock: in all); a lead time one base bucket shorter."""
    TENTH = "+10%"
    """A tenth more."""
    UNLIMITED = "unlimited"
    """No limit at all."""


def to_iso(day: date | None) -> str | None:
    """A day as JSON has it."""
    return day.isoformat() if day else None


def kind_and_id_dict(subject: KindAndId) -> dict[str, str]:
    """Kind and id as JSON has them."""
    return {"kind": subject[0], "id": subject[1]}


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Result of a request before and after a change: late unit-buckets, and the first day of the filling bucket."""

    request: str
    late_before: float
    late_after: float
    filled_before: date | None
    filled_after: date | None

    @property
    def gain(self) -> float:
        """Late unit-buckets less."""
        return self.late_before - self.late_after

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it, without the request."""
        return {
            "late_before": self.late_before,
            "late_after": self.late_after,
            "filled_before": to_iso(self.filled_before),
            "filled_after": to_iso(self.filled_after),
        }


@dataclass(frozen=True)
class Trial:
    """One relaxation that was solved again: what it does to the request, and to others, gaining or losing."""

    change: ChangeSize
    effect: Effect
    others: tuple[Effect, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """An entry of `proof`."""
        others = [{"request": other.request, **other.as_dict()} for other in self.others]
        return {"change": self.change.value, **self.effect.as_dict(), "others": others}


@dataclass(frozen=True, kw_only=True)
class MinimalIncrease:
    """The least more of a thing that gains as much as no limit: from a day on in each `per` (the base bucket), or once.

    `effect` is what a request comes to with it, solved again.
    """

    amount: float
    per: str | None
    begin: date
    effect: Effect

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"by": self.amount, "every": self.per, "from": to_iso(self.begin), **self.effect.as_dict()}


@dataclass(frozen=True)
class Span:
    """Buckets in a row in which a factor holds back: first days of the first and the last, and its worth over them."""

    begin: date
    until: date
    worth: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"from": to_iso(self.begin), "until": to_iso(self.until), "worth": self.worth}


@dataclass(frozen=True, kw_only=True)
class Bottleneck:
    """A proved bottleneck: without it the request is less late.

    `worth` is the improvement of `worth_tier` from one unit more in every bucket, None where duals cannot say; `spans`
    are the buckets in which it has one. `next_bottleneck` is what the duals name as soon as this one is lifted.
    `minimal_increase` is asked of what gains a request most and has a size.
    """

    kind: str
    id: str
    table: str
    party: str | None
    worth: float | None
    worth_tier: str | None
    spans: tuple[Span, ...]
    trials: tuple[Trial, ...]
    next_bottleneck: KindAndId | None
    minimal_increase: MinimalIncrease | None = None

    @property
    def largest_trial(self) -> Trial:
        """The trial without it, or where that was not made the largest change that was."""
        return self.trials[-1]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "table": self.table,
            "party": self.party,
            "from": to_iso(self.spans[0].begin) if self.spans else None,
            "until": to_iso(self.spans[-1].until) if self.spans else None,
            "worth": self.worth,
            "worth_tier": self.worth_tier,
            "spans": [span.as_dict() for span in self.spans],
            "proof": [trial.as_dict() for trial in self.trials],
            "enough": self.minimal_increase.as_dict() if self.minimal_increase else None,
            "next": kind_and_id_dict(self.next_bottleneck) if self.next_bottleneck else None,
        }


@dataclass(frozen=True)
class JointSet:
    """Factors none of which could be left out: relaxed all at once they gain, any fewer of them do not."""

    members: tuple[KindAndId, ...]
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class RemedyChange:
    """One change of a remedy: how much of what, from when, whose it is to make, and its cost where that is known.

    `original_date` is the day on which goods would otherwise come that are brought forward.
    """

    kind: str
    id: str
    amount: float | None
    begin: date | None
    party: str | None
    cost: float | None
    original_date: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """An entry of `changes`."""
        return {
            "kind": self.kind,
            "id": self.id,
            "by": self.amount,
            "from": to_iso(self.begin),
            "party": self.party,
            "cost": self.cost,
            "instead": to_iso(self.original_date),
        }


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """Changes with which requests are met by a date, proved by planning the scenario with `patch` made to it.

    Where nothing can meet it, `changes` is empty and `earliest` the first day of the bucket in which anything could.
    """

    requests: tuple[str, ...]
    deadline: date
    changes: tuple[RemedyChange, ...]
    patch: str
    filled_on: Mapping[str, date | None]
    is_met: bool
    earliest: date | None = None
    currency: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        days = [day for day in self.filled_on.values() if day]
        return {
            "requests": list(self.requests),
            "by": to_iso(self.deadline),
            "met": self.is_met,
            "changes": [change.as_dict() for change in self.changes],
            "filled_on": to_iso(max(days)) if days and len(days) == len(self.filled_on) else None,
            "filled": {request: to_iso(day) for request, day in self.filled_on.items()},
            "earliest": to_iso(self.earliest),
            "patch": self.patch,
        }


@dataclass(frozen=True, kw_only=True)
class LateRequest:
    """A late request with its bottlenecks.

    `worths_known` is False where whole numbers are planned, which have no worths: then only what is at its limit was
    tried. `late` and `filled_on` are as the bottlenecks measure them.
    `untried` counts the factors with a worth that were not solved again. `by_choice`: it need not be late at all, since
    a plan in which others of its class are late instead is as good.
    """

    request: str
    priority: int
    late: float
    filled_on: date | None
    bottlenecks: tuple[Bottleneck, ...] = ()
    joint_sets: tuple[JointSet, ...] = ()
    worths_known: bool = True
    untried: int = 0
    by_choice: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenDecision:
    """Worth of an open decision: every request's result with it taken; `table` is where its id is from.

    `tiers` holds each class's tiers before and after; `effects` the requests that gain or lose; `holder` is that of a
    consent for one holder's goods.
    """

    kind: str
    id: str
    party: str | None
    late_before: float
    late_after: float
    tiers: Mapping[str, tuple[float, float]]
    effects: tuple[Effect, ...]
    holder: str | None = None
    table: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it; `filled` holds the requests whose date changes."""
        return {
            "kind": self.kind,
            "id": self.id,
            "party": self.party,
            "holder": self.holder,
            "table": self.table,
            "late_before": self.late_before,
            "late_after": self.late_after,
            "tiers": {tier: list(pair) for tier, pair in self.tiers.items()},
            "requests": [{"request": effect.request, **effect.as_dict()} for effect in self.effects],
            "filled": {
                effect.request: to_iso(effect.filled_after)
                for effect in self.effects
                if effect.filled_after != effect.filled_before
            },
        }
