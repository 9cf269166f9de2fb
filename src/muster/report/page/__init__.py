"""A report as one HTML file that asks for nothing outside itself."""

from muster.report.page.frame import frame
from muster.report.page.report_page import page

__all__ = ["frame", "page"]
