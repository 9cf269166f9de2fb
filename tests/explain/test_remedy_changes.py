"""Each kind of change that a remedy can make: its size by arithmetic, and the patched scenario planned anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import muster
from muster.explain import explain
from stories.story import plan_of, request_summary

Case = tuple[str, str, date, tuple[str, str, float | None], str]

MAKE = """
    operation_items: operation, item, quantity
    make, thing, 1
"""

CASES: dict[str, Case] = {
    # 30 by February at 10 a month: 5 more in both months.
    "the most of an operation": (
        MAKE + "    operations: operation, location, maximum\n    make, works, 10\n",
        "works, thing, 30, 2024-01-01", date(2024, 2, 29), ("capacity", "make", 5), "2024-02-01",
    ),
    # 10 + r in January and 10 + 2 r in February are 60: r = 13 1/3, of which 10 are there.
    "a ramp": (
        MAKE + """    operations: operation, location
    make, works
    operation_resources: operation, resource
    make, press
    resources: resource, location, ramp_up, initial_load
    press, works, 10, 10
    """,
        "works, thing, 60, 2024-01-01", date(2024, 2, 29), ("ramp", "press", 10 / 3), "2024-02-01",
    ),
    # Things cost 2 and there is money for 10 of 20: 20 more.
    "a fund": (
        MAKE + """    operations: operation, location, unit_cost
    make, works, 2
    funds: fund, date, amount, party
    chest, 2024-01-01, 20, us
    fund_uses: fund, of, id
    chest, operation, make
    """,
        "works, thing, 20, 2024-01-01", date(2024, 1, 31), ("fund", "chest", 20), "2024-01-01",
    ),
    # Of 20 in stock 15 are to be kept, and 10 are wanted.
    "a floor": (
        """
    stocks: location, item, quantity
    works, thing, 20
    reserves: location, item, floor
    works, thing, 15
    """,
        "works, thing, 10, 2024-01-01", date(2024, 1, 31), ("reserve", "works/thing", 5), "2024-01-01",
    ),
    "a consent": (
        """
    parties: party
    nor
    locations: location, party
    depot, nor
    front, ukr
    stocks: location, item, quantity
    depot, thing, 10
    lanes: lane, origin, destination
    road, depot, front
    consents: party, wants, recipient, decision
    nor, thing, ukr, withheld
    """,
        "front, thing, 10, 2024-01-01", date(2024, 1, 31), ("consent", "nor/thing/ukr", None), "2024-01-01",
    ),
    # What leaves in January is there in February: 12 instead of 5.
    "a lane": (
        """
    stocks: location, item, quantity
    depot, thing, 20
    lanes: lane, origin, destination, capacity, lead_time
    road, depot, front, 5, 1
    """,
        "front, thing, 12, 2024-01-01", date(2024, 2, 29), ("lane", "road", 7), "2024-02-01",
    ),
    # Made in January alone, handed over in March: 10 have to be kept, and there is room for 4.
    "storage": (
        MAKE + """    operations: operation, location, available_until
    make, works, 2024-01-31
    stocks: location, item, quantity, maximum
    works, thing, 0, 4
    """,
        "works, thing, 10, 2024-03-01", date(2024, 3, 31), ("storage", "works/thing", 6), "2024-03-01",
    ),
    # 10 things need 10 parts; there are 4, and nothing makes them.
    "more of what nothing makes": (
        """
    stocks: location, item, quantity
    works, thing, 10
    works, part, 4
    companions: item, needs, quantity
    thing, part, 1
    """,
        "works, thing, 10, 2024-01-01", date(2024, 1, 31), ("stock", "works/part", 6), "2024-01-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_patch_meets_the_date(tmp_path: Path, name: str) -> None:
    story, request_row, by, (kind, id, size), filled = CASES[name]
    columns = "request, location, wants, quantity, due"
    earliest = ", 2024-03-01" if name == "storage" else ""
    columns += ", earliest" if earliest else ""
    plan = plan_of(tmp_path / "s", f"{story}\n    requests: {columns}\n    r, {request_row}{earliest}\n")
    assert request_summary(plan)["late_unit_buckets"] > 0
    (remedy,) = explain(plan, meet="priority:1", by=by).remedies
    (change,) = remedy.changes
    assert (remedy.is_met, change.kind, change.id) == (True, kind, id)
    assert change.amount == (None if size is None else pytest.approx(size, rel=1e-3))
    patch = tmp_path / "remedy.toml"
    patch.write_text(remedy.patch, encoding="utf-8")
    after = muster.plan(muster.read(tmp_path / "s").patched([patch]))
    assert request_summary(after)["filled_on"] == filled
