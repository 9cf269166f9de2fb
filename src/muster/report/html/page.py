"""The page of a plan: the report in the frame."""

from __future__ import annotations

from muster.report.blocks import Picture, Report
from muster.report.html.body import report_body
from muster.report.html.document import html_document


def html_page(report: Report) -> str:
    """The HTML file's text. Speak the report's language while calling: the page's own words are in it too."""
    drawn = any(isinstance(block, Picture) for section in report.sections for block in section.blocks)
    return html_document(
        title=report.title,
        language=report.language,
        right_to_left=report.right_to_left,
        running_header=report.proof_status,
        is_warning=not report.is_proved,
        body=report_body(report),
        with_charts=drawn,
    )
