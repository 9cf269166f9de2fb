"""muster: planning software for a contact group.

>>> import muster
>>> scenario = muster.read("examples/brussels-2022")  # doctest: +SKIP
>>> plan = muster.plan(scenario)  # doctest: +SKIP
>>> plan.requests  # doctest: +SKIP

`read` gives a `Scenario` with all its problems, `plan` a `Plan` with its result tables and certificate, `write_plan`
puts a plan into a folder, `verify` checks such a folder. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.plans import Plan, plan, verify, write_plan
    from muster.scenario import Scenario, read

__all__ = ["Plan", "Scenario", "plan", "read", "verify", "write_plan"]

_HOMES = {
    "Plan": "plans",
    "plan": "plans",
    "verify": "plans",
    "write_plan": "plans",
    "Scenario": "scenario",
    "read": "scenario",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'muster' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"muster.{_HOMES[name]}"), name)
