"""Plans: made from a scenario, written to a folder, verified from the folder alone."""

from muster.plans.folder import write_plan
from muster.plans.model import Plan
from muster.plans.pipeline import plan
from muster.plans.verify import verify

__all__ = ["Plan", "plan", "verify", "write_plan"]
