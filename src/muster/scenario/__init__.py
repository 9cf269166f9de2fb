"""Scenarios: read, checked, written, patched, and their digest."""

from muster.scenario.read import read
from muster.scenario.scenario import Given, Scenario
from muster.scenario.settings import Settings

__all__ = ["Given", "Scenario", "Settings", "read"]
