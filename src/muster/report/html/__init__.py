"""A report as one HTML file that asks for nothing outside itself."""

from muster.report.html.document import frame
from muster.report.html.page import page

__all__ = ["frame", "page"]
