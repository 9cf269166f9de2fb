"""The random scenarios themselves, and the oracle on them."""

from __future__ import annotations

from hypothesis import given, settings

from .planner import plan
from .strategies import random_scenario, scenarios


def test_same_seed_same_scenario():
    assert random_scenario(7) == random_scenario(7)


def test_random_scenarios_say_something():
    """Over some seeds nearly all have a plan, and every tier is above zero now and then."""
    plans = [plan(*random_scenario(seed)) for seed in range(60)]
    assert sum(p.status == "optimal" for p in plans) > 45
    for tier in ("requests/1", "share/1", "requests/2", "reserves", "cost", "value"):
        assert any(abs(p.tiers.get(tier, 0)) > 1e-3 for p in plans), tier


@settings(max_examples=20, deadline=None)
@given(scenarios(objective="service"))
def test_lateness_told_is_lateness_counted(drawn):
    """The requests' numbers of the last solution add up to the tiers held."""
    tables, options = drawn
    found = plan(tables, options)
    for name, value in found.tiers.items():
        if not name.startswith("requests/"):
            continue
        mine = [r for r in tables["requests"] if r["priority"] == int(name.split("/")[1])]
        wanted = {r["wants"]: 0.0 for r in mine}
        for r in mine:
            wanted[r["wants"]] += found.requests[r["request"]]["quantity"]
        late = sum(
            r.get("weight", 1) * found.requests[r["request"]]["late_unit_buckets"] / wanted[r["wants"]]
            for r in mine
            if wanted[r["wants"]]
        )
        assert late <= value + 1e-6 * max(1, value)
