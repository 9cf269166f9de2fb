"""Consents whose decision or limit differs, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from muster.plans.plan import Plan

Key = tuple[str, str, str | None, str | None]


@dataclass(frozen=True)
class Decision:
    """What holds of a consent from some day on; no decision where no row speaks yet."""

    decision: str | None = None
    limit: float | None = None


@dataclass(frozen=True)
class ConsentChange:
    """From `since` on, until the consent's next change if it has one, the decisions differ."""

    party: str
    wants: str
    recipient: str | None
    holder: str | None
    since: date
    before: Decision
    after: Decision

    @property
    def name(self) -> str:
        """The consent by the ids of its key."""
        return "/".join(part for part in (self.party, self.wants, self.recipient, self.holder) if part)


def consent_changes(before: Plan, after: Plan) -> tuple[ConsentChange, ...]:
    """Where the step functions of two scenarios' consents part, in order of keys and days."""
    steps = [_steps(one) for one in (before, after)]
    keys = sorted(steps[0].keys() | steps[1].keys(), key=lambda key: tuple(part or "" for part in key))
    found: list[ConsentChange] = []
    for key in keys:
        own = [one.get(key, {}) for one in steps]
        last: tuple[Decision, Decision] | None = None
        for day in sorted(own[0].keys() | own[1].keys()):
            pair = _in_force(own[0], day), _in_force(own[1], day)
            if pair[0] != pair[1] and pair != last:
                found.append(ConsentChange(*key, day, *pair))
            last = pair
    return tuple(found)


def _steps(plan: Plan) -> dict[Key, dict[date, Decision]]:
    """Each consent's decisions by the day from which they hold, the start for those before it."""
    start = plan.scenario.settings.start
    steps: dict[Key, dict[date, Decision]] = {}
    for row in plan.scenario.tables["consents"].sort("from").iter_rows(named=True):
        key = (row["party"], row["wants"], row["recipient"], row["holder"])
        steps.setdefault(key, {})[max(row["from"], start)] = Decision(row["decision"], row["limit"])
    return steps


def _in_force(steps: Mapping[date, Decision], day: date) -> Decision:
    known = [since for since in steps if since <= day]
    return steps[max(known)] if known else Decision()
