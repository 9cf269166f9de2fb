"""Report of a sweep for readers: as a page, a document or a workbook."""

from muster.report.risk.build import build_risk_report

__all__ = ["build_risk_report"]
