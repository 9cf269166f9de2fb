"""A report as one HTML file that asks for nothing outside itself.

`page` turns a report into a file: `body` lays out its sections with `figure` (charts) and `table`, and `document` puts
head, style, scripts and the content security policy around them. All of them make HTML with `markup` only, which
escapes text.
"""

from muster.report.html.document import html_document
from muster.report.html.page import html_page

__all__ = ["html_document", "html_page"]
