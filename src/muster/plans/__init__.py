"""Plans: made from a scenario, written to a folder, read back and verified from the folder alone."""

from muster.plans.folder import NotWritten, write_plan
from muster.plans.model import Plan
from muster.plans.opening import NotAPlan, made_by, read_plan
from muster.plans.pipeline import plan
from muster.plans.verify import Verdict, verify

__all__ = ["NotAPlan", "NotWritten", "Plan", "Verdict", "made_by", "plan", "read_plan", "verify", "write_plan"]
