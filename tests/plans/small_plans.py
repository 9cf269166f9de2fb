"""Plans of small stories, written to folders, and folders altered by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import muster
from muster.plans.storage.write import manifest_text
from stories.story import plan_of

LATER_FLOOR = """
    stocks: location, item, quantity
    depot, thing, 5
    reserves: location, item, from, floor
    depot, thing, 2024-02, 8
"""

STORY = """
    parties: party
    us
    them
    items: item, unit_cost
    thing, 4
    part,
    locations: location, party
    works, us
    depot, them
    front, them
    stocks: location, item, quantity
    depot, thing, 20
    works, part, 60
    reserves: location, item, floor, target
    depot, thing, 5, 10
    operations: operation, location, lead_time, unit_cost
    make, works, 1, 2
    operation_items: operation, item, quantity
    make, part, -2
    make, thing, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, works
    capacities: resource, quantity, basis
    line, 8, contracted
    investments: investment, resource, adds, cost
    more, line, 4, 10
    lanes: lane, origin, destination, unit_cost
    road, depot, front, 1
    rail, works, front, 3
    funds: fund, date, amount
    common, 2024-01, 200
    fund_uses: fund, of, id
    common, operation, make
    consents: party, wants, holder, decision, limit
    them, thing, them, granted, 12
    pledges: pledge, party, recipient, wants, quantity, by
    p, them, them, thing, 10, 2024-02-28
    requests: request, location, wants, quantity, due
    r, front, thing, 20, 2024-01
    s, front, thing, 15, 2024-02
"""


PUMPS_WITH_FUEL = """
    locations: location, party
    depot, us
    items: item, integer
    pump, {integer}
    operations: operation, location
    make, depot
    operation_items: operation, item, quantity
    make, pump, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, depot
    capacities: resource, quantity
    line, 6
    stocks: location, item, quantity
    depot, fuel, 1000000
    companions: item, needs, quantity
    pump, fuel, 1
    consents: party, wants, from, decision
    us, fuel, , undecided
    us, fuel, 2024-02, granted
    requests: request, party, location, wants, quantity, due
    r, them, depot, pump, 20, 2024-01
    """


def small_plan(folder: Path) -> muster.Plan:
    """A plan in which every result table has rows."""
    plan = plan_of(folder, STORY, buckets=4)
    assert plan.status == "optimal"
    return plan


def folder_of(plan: muster.Plan, folder: Path) -> Path:
    """The plan, written with its CSV files too."""
    return muster.write_plan(plan, folder, csv=True)


def files_of(folder: Path) -> list[str]:
    """Every file of a folder by its path in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def seal(folder: Path) -> None:
    """A new manifest that fits what lies there: what somebody who knows how would do."""
    (folder / "manifest.json").write_text(manifest_text(folder), encoding="utf-8")


def alter_json(path: Path, change: Callable[[Any], None]) -> None:
    """A JSON file changed in place."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
