"""A small sweep that every section and picture of its report has something to say of."""

from __future__ import annotations

from pathlib import Path

import muster
from muster.report.monte_carlo import how_sure, write_risk
from muster.risk import RiskResult, SweepJob, UncertainInput, analyse_sweep, sweep
from report.hostile import hostile_plan
from stories.story import folder_of

# A line of 4 a month, doubled in March by promise; a receipt that may fail, a floor that then cannot be kept.
STORY = """
    parties: party, name, name_ar
        us, Aland, ألاند
        them, Ruritania, روريتانيا
    locations: location, party, name_ar
        depot, us, مخزن
        front, them, مقصد
    items: item, name, name_ar, unit
        pump, Pump, مضخة, each
        tent, Tent, خيمة, each
    lanes: lane, origin, destination, lead_time, unit_cost
        road, depot, front, 0, 2
    requests: request, party, location, wants, quantity, due, until, priority
        r, them, front, pump, 4, 2024-01-01, 2024-06-01, 1
        s, them, front, pump, 2, 2024-02-01, 2024-06-01, 2
        t, them, front, tent, 5, 2024-02-01, , 2
    operations: operation, location, unit_cost
        make, depot, 3
    operation_items: operation, item, quantity
        make, pump, 1
    operation_resources: operation, resource
        make, line
    resources: resource, name, name_ar
        line, Pump line, خط المضخات
    capacities: resource, from, quantity, basis
        line, 2024-01-01, 4, demonstrated
        line, 2024-03-01, 8, announced
    receipts: location, item, quantity, date
        depot, tent, 9, 2024-02-01
    reserves: location, item, from, floor
        depot, tent, 2024-03-01, 3
    uncertainties: of, id, column, distribution, p1, p2, values, group
        request, r, quantity, uniform, 0.5, 1.5, , a
        request, s, quantity, uniform, 0.5, 1.5, , b
        receipt, depot/tent, quantity, empirical, , , 0.2; 1; 1; 1,
    correlations: group, with, coefficient
        a, b, 0.5
"""


def risky(path: Path, reading: str = "fixed") -> RiskResult:
    """48 draws, of which those without the receipt have no plan; the two figures that matter most drawn again."""
    assert reading in ("fixed", "knowing")
    plan = muster.plan(muster.read(folder_of(path / "scenario", STORY, buckets=6)))
    return how_sure(plan, path / "sweep", draws=48, total=2, reading=reading)  # type: ignore[arg-type]


def hostile(path: Path) -> RiskResult:
    """Names that try to be markup, formulas, endless or the wrong way round."""
    figure = UncertainInput("resource", "line", "quantity", "uniform", 0.2, 1.0)
    job = SweepJob(hostile_plan(path / "scenario"), (figure,), 1, 16)
    sweep(job, path / "sweep")
    result = analyse_sweep(job, path / "sweep")
    write_risk(result)
    return result
