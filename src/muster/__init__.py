"""muster: planning software for a contact group.

>>> import muster
>>> scenario = muster.read("examples/brussels-2022")  # doctest: +SKIP
>>> plan = muster.plan(scenario)  # doctest: +SKIP
>>> plan.requests  # doctest: +SKIP

`read` gives a `Scenario` with all its problems, `plan` a `Plan` with its result tables and certificate, `write_plan`
puts a plan with its report into a folder, `read_plan` reads it back, `verify` checks it. `how_sure` tells how sure its
dates are, and `read_risk` reads that back. `write_report` writes the report of either alone as .html, .pdf or .xlsx.
Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.errors import MusterError
    from muster.plans import Plan, plan, read_plan
    from muster.report import verify, write_plan, write_report
    from muster.report.monte_carlo import how_sure
    from muster.risk import read_risk
    from muster.scenario import Scenario, read

__all__ = [
    "MusterError",
    "Plan",
    "Scenario",
    "how_sure",
    "plan",
    "read",
    "read_plan",
    "read_risk",
    "verify",
    "write_plan",
    "write_report",
]

_EXPORTS = {
    "MusterError": "errors",
    "Plan": "plans",
    "plan": "plans",
    "read_plan": "plans",
    "how_sure": "report.monte_carlo",
    "read_risk": "risk",
    "verify": "report",
    "write_plan": "report",
    "write_report": "report",
    "Scenario": "scenario",
    "read": "scenario",
}


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'muster' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"muster.{_EXPORTS[name]}"), name)
