"""A plan for readers: one account of it, shown as a page, a document or a workbook."""

from muster.report.files import write_report
from muster.report.folder import write_plan
from muster.report.verify import verify

__all__ = ["verify", "write_plan", "write_report"]
