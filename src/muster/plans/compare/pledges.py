"""Changes of pledges: kept in one plan only, on other terms, or closer to being kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muster.plans.plan import Plan
from muster.tolerances import FILLED


@dataclass(frozen=True)
class PledgeState:
    """Fulfilment of a pledge in one of the plans."""

    by: date
    quantity: float
    handed_over_by_then: float
    kept: bool


@dataclass(frozen=True)
class PledgeChange:
    """A pledge before and after; None in a plan that does not have it."""

    pledge: str
    before: PledgeState | None
    after: PledgeState | None


def pledge_changes(before: Plan, after: Plan) -> tuple[PledgeChange, ...]:
    """Pledges that differ, in order of ids."""
    states = _states(before), _states(after)
    changes = (
        PledgeChange(pledge, states[0].get(pledge), states[1].get(pledge))
        for pledge in sorted(states[0].keys() | states[1].keys())
    )
    return tuple(change for change in changes if _differs(change.before, change.after))


def _states(plan: Plan) -> dict[str, PledgeState]:
    columns = ["pledge", "by", "quantity", "handed_over_by_then", "kept"]
    return {row[0]: PledgeState(*row[1:]) for row in plan.tables["pledges"].select(columns).iter_rows()}


def _differs(before: PledgeState | None, after: PledgeState | None) -> bool:
    if before is None or after is None:
        return True
    close = abs(before.handed_over_by_then - after.handed_over_by_then) <= FILLED * after.quantity
    return (before.by, before.quantity, before.kept) != (after.by, after.quantity, after.kept) or not close
