"""Longer buckets later cost exactness, and only so much: months against months then quarters, over the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster

EXAMPLE = Path(__file__).parents[2] / "examples" / "brussels-2022"
QUARTER = 3.0


def test_months_then_quarters_stay_near_months() -> None:
    """A quarter cannot tell when in it something happens: no request's lateness moves by more than one quarter of all
    that it asks, no class's by more than a tenth, and the cost by no more than a twentieth."""
    months = muster.plan(muster.read(EXAMPLE))
    quarters = muster.plan(muster.read(EXAMPLE, buckets="12 month, 9 quarter"))
    assert months.status == quarters.status == "optimal"
    assert quarters.size["columns"] < 0.6 * months.size["columns"]
    for one, other in zip(months.served, quarters.served, strict=True):
        assert other.quantity == pytest.approx(one.quantity)
        assert abs(other.late_unit_buckets - one.late_unit_buckets) <= QUARTER * one.quantity
    assert months.certificate is not None
    assert quarters.certificate is not None
    fine = {tier.name: tier.value for tier in months.certificate.tiers}
    coarse = {tier.name: tier.value for tier in quarters.certificate.tiers}
    for tier in ("requests/1", "requests/2", "requests/3", "reserves"):
        assert coarse[tier] == pytest.approx(fine[tier], rel=0.1)
    assert coarse["cost"] == pytest.approx(fine["cost"], rel=0.05)
