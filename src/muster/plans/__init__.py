"""Plans: made from a scenario, written to a folder, read back and verified from the folder alone."""

from muster.plans.pipeline import plan
from muster.plans.plan import Plan
from muster.plans.storage.read import NotAPlan, made_by, read_plan
from muster.plans.storage.verify import Verdict, verify
from muster.plans.storage.write import NotWritten, write_plan

__all__ = ["NotAPlan", "NotWritten", "Plan", "Verdict", "made_by", "plan", "read_plan", "verify", "write_plan"]
