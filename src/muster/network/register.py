"""Register of row families and their documentation: the docstring of each concept's file gives its equation.

`FAMILIES` maps a family of balances to the module that adds it. A test asks for a golden LP text of each.
"""

from __future__ import annotations

from types import ModuleType

from muster.network import (
    capacity,
    capacity_cost,
    companion,
    consent,
    fair_share,
    fund,
    investment,
    lane,
    operation,
    request,
    reserve,
    stock,
    whole_runs,
)

FAMILIES: dict[str, ModuleType] = {
    "stock": stock,
    "take": stock,
    "storage": stock,
    "choice": operation,
    "run_most": whole_runs,
    "run_least": whole_runs,
    "capacity": capacity,
    "priced": capacity,
    "extra": capacity,
    "load": capacity,
    "ramp": capacity,
    "part_of_use": capacity_cost,
    "used": capacity_cost,
    "lane": lane,
    "window": lane,
    "invested": investment,
    "installed": investment,
    "request": request,
    "lateness": fair_share,
    "companion": companion,
    "consent": consent,
    "floor": reserve,
    "target": reserve,
    "fund": fund,
    "bill": fund,
    "bill_share": fund,
}
