"""Consents whose decision or limit differs, with the date from which it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from muster.plans.plan import Plan

ConsentKey = tuple[str, str, str | None, str | None]


@dataclass(frozen=True)
class ConsentDecision:
    """Decision and limit in force from some day on; None where no row decides yet."""

    decision: str | None = None
    limit: float | None = None


@dataclass(frozen=True)
class ConsentChange:
    """Different decisions in the two plans from `since` until the next change of the same consent."""

    party: str
    wants: str
    recipient: str | None
    holder: str | None
    since: date
    before: ConsentDecision
    after: ConsentDecision

    @property
    def name(self) -> str:
        """Name of the consent: the ids of its key."""
        return "/".join(part for part in (self.party, self.wants, self.recipient, self.holder) if part)


def consent_changes(before: Plan, after: Plan) -> tuple[ConsentChange, ...]:
    """Find where the consents' step functions of two scenarios differ, in order of keys and days."""
    steps = _steps(before), _steps(after)
    keys = sorted(steps[0].keys() | steps[1].keys(), key=lambda key: tuple(part or "" for part in key))
    changes: list[ConsentChange] = []
    for key in keys:
        steps_before, steps_after = steps[0].get(key, {}), steps[1].get(key, {})
        last_pair: tuple[ConsentDecision, ConsentDecision] | None = None
        for day in sorted(steps_before.keys() | steps_after.keys()):
            pair = _in_force(steps_before, day), _in_force(steps_after, day)
            if pair[0] != pair[1] and pair != last_pair:
                changes.append(ConsentChange(*key, day, *pair))
            last_pair = pair
    return tuple(changes)


def _steps(plan: Plan) -> dict[ConsentKey, dict[date, ConsentDecision]]:
    """Decisions of each consent by effective date; a date before the start counts as the start."""
    start = plan.scenario.settings.start
    steps: dict[ConsentKey, dict[date, ConsentDecision]] = {}
    for row in plan.scenario.tables["consents"].sort("from").iter_rows(named=True):
        key = (row["party"], row["wants"], row["recipient"], row["holder"])
        steps.setdefault(key, {})[max(row["from"], start)] = ConsentDecision(row["decision"], row["limit"])
    return steps


def _in_force(steps: Mapping[date, ConsentDecision], day: date) -> ConsentDecision:
    begun = [since for since in steps if since <= day]
    return steps[max(begun)] if begun else ConsentDecision()
