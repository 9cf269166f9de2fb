"""How sure a plan's dates are, for readers: as a page, a document or a workbook."""

from muster.report.risk.build import risk_report
from muster.report.risk.folder import write_risk
from muster.report.risk.pipeline import how_sure

__all__ = ["how_sure", "risk_report", "write_risk"]
