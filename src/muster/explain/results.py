"""What explaining a plan finds out: frozen, and as the JSON of `muster explain` gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Named = tuple[str, str]
"""The kind and the id of something in the tables."""


def iso(day: date | None) -> str | None:
    """A day as JSON has it."""
    return day.isoformat() if day else None


def named(thing: Named) -> dict[str, str]:
    """Kind and id as JSON has them."""
    return {"kind": thing[0], "id": thing[1]}


@dataclass(frozen=True)
class Effect:
    """How a request fares before and after a change: late unit-buckets, and the first day of the filling bucket."""

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
            "filled_before": iso(self.filled_before),
            "filled_after": iso(self.filled_after),
        }


@dataclass(frozen=True)
class Trial:
    """One relaxation that was solved again: what it does to the request, and to others, gaining or losing."""

    change: str
    effect: Effect
    others: tuple[Effect, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """An entry of `proof`."""
        others = [{"request": other.request, **other.as_dict()} for other in self.others]
        return {"change": self.change, **self.effect.as_dict(), "others": others}


@dataclass(frozen=True)
class Enough:
    """The least more of a thing that gains as much as no limit: from a day on in `every` (the base bucket), or once.

    `effect` is what a request comes to with it, solved again.
    """

    by: float
    every: str | None
    begin: date
    effect: Effect

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"by": self.by, "every": self.every, "from": iso(self.begin), **self.effect.as_dict()}


@dataclass(frozen=True)
class Span:
    """Buckets in a row in which a factor holds back: first days of the first and the last, and its worth over them."""

    begin: date
    until: date
    worth: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"from": iso(self.begin), "until": iso(self.until), "worth": self.worth}


@dataclass(frozen=True)
class Bottleneck:
    """What holds a request back, proved: without it the request is less late.

    `worth` is the improvement of `worth_tier` from one unit more in every bucket, None where duals cannot say; `spans`
    are the buckets in which it has one. `next` is what the duals name as soon as this one is lifted. `enough` is asked
    of what gains a request most and has a size.
    """

    kind: str
    id: str
    table: str
    party: str | None
    worth: float | None
    worth_tier: str | None
    spans: tuple[Span, ...]
    trials: tuple[Trial, ...]
    next: Named | None
    enough: Enough | None = None

    @property
    def widest(self) -> Trial:
        """The trial without it, or where that was not made the largest change that was."""
        return self.trials[-1]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "table": self.table,
            "party": self.party,
            "from": iso(self.spans[0].begin) if self.spans else None,
            "until": iso(self.spans[-1].until) if self.spans else None,
            "worth": self.worth,
            "worth_tier": self.worth_tier,
            "spans": [span.as_dict() for span in self.spans],
            "proof": [trial.as_dict() for trial in self.trials],
            "enough": self.enough.as_dict() if self.enough else None,
            "next": named(self.next) if self.next else None,
        }


@dataclass(frozen=True)
class Together:
    """Factors none of which could be left out: relaxed all at once they gain, any fewer of them do not."""

    factors: tuple[Named, ...]
    effect: Effect


@dataclass(frozen=True)
class Measure:
    """One change of a remedy: how much of what, from when, whose it is to make, and its cost where that is known.

    `instead` is the day on which goods would otherwise come that are brought forward.
    """

    kind: str
    id: str
    by: float | None
    begin: date | None
    party: str | None
    cost: float | None
    instead: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """An entry of `changes`."""
        return {
            "kind": self.kind,
            "id": self.id,
            "by": self.by,
            "from": iso(self.begin),
            "party": self.party,
            "cost": self.cost,
            "instead": iso(self.instead),
        }


@dataclass(frozen=True)
class Remedy:
    """Changes with which requests are met by a date, proved by planning the scenario with `patch` made to it.

    Where nothing can meet it, `measures` is empty and `earliest` the first day of the bucket in which anything could.
    """

    requests: tuple[str, ...]
    by: date
    measures: tuple[Measure, ...]
    patch: str
    filled: Mapping[str, date | None]
    met: bool
    earliest: date | None = None
    currency: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        days = [day for day in self.filled.values() if day]
        return {
            "requests": list(self.requests),
            "by": iso(self.by),
            "met": self.met,
            "changes": [measure.as_dict() for measure in self.measures],
            "filled_on": iso(max(days)) if days and len(days) == len(self.filled) else None,
            "filled": {request: iso(day) for request, day in self.filled.items()},
            "earliest": iso(self.earliest),
            "patch": self.patch,
        }


@dataclass(frozen=True)
class Held:
    """What holds one request back.

    `known` is False where whole numbers are planned, which have no worths: then only what stands at its limit was
    tried. `late` and `filled` are as the bottlenecks measure them.
    `untried` counts the factors with a worth that were not solved again. `by_choice`: it need not be late at all, since
    a plan in which others of its class are late instead is as good.
    """

    request: str
    priority: int
    late: float
    filled: date | None
    bottlenecks: tuple[Bottleneck, ...] = ()
    together: tuple[Together, ...] = ()
    known: bool = True
    untried: int = 0
    by_choice: bool = False


@dataclass(frozen=True)
class Decision:
    """What an open decision is worth: how every request fares with it taken; `table` is where its id is from.

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
                effect.request: iso(effect.filled_after)
                for effect in self.effects
                if effect.filled_after != effect.filled_before
            },
        }


@dataclass(frozen=True)
class Explanation:
    """Everything that was asked about a plan; the fields from `pegs` on are exact computations on its own levels."""

    held: tuple[Held, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    decisions: tuple[Decision, ...] = ()
    critical_path: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    pegs: tuple[Any, ...] = ()
    refill: tuple[Any, ...] = ()
    closing: tuple[Any, ...] = ()
    keeping: tuple[Any, ...] = ()
    alone: tuple[Any, ...] = ()
    matrix: tuple[Any, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The object that `muster explain --json` prints."""
        return {
            "requests": [self._request(one) for one in self.held],
            "pegs": [one.as_dict() for one in self.pegs],
            "remedies": [one.as_dict() for one in self.remedies],
            "decisions": [one.as_dict() for one in self.decisions],
            "refill": [one.as_dict() for one in self.refill],
            "closing": [one.as_dict() for one in self.closing],
            "matrix": [one.as_dict() for one in self.matrix],
            "pledges": [one.as_dict() for one in self.keeping],
            "alone": [one.as_dict() for one in self.alone],
        }

    def _request(self, held: Held) -> dict[str, Any]:
        return {
            "request": held.request,
            "priority": held.priority,
            "late_unit_buckets": held.late,
            "filled_on": iso(held.filled),
            "bottlenecks": [one.as_dict() for one in held.bottlenecks],
            "together": [[named(factor) for factor in one.factors] for one in held.together],
            "together_proof": [one.effect.as_dict() for one in held.together],
            "critical_path": [step.as_dict() for step in self.critical_path.get(held.request, ())],
            "remedies": [one.as_dict() for one in self.remedies if held.request in one.requests],
            "worths_known": held.known,
            "untried": held.untried,
            "by_choice": held.by_choice,
        }
