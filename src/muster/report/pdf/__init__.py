"""The report as a tagged PDF of at most twelve pages, typeset by Typst (the extra `pack`).

`page_budget` cuts a report down to a number of charts, rows and entries; `typeset` passes it to the template
`report.typ` as data, with its charts as PNG files, and takes the largest budget that stays within the pages.
"""

from muster.report.pdf.typeset import TypesetterMissingError, typeset_pdf

__all__ = ["TypesetterMissingError", "typeset_pdf"]
