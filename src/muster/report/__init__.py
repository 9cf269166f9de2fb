"""Reports of plans, comparisons and risk results as a page, a PDF or a workbook.

`plan_view` and `explanation_view` give a plan and its explanation with names of `display_names` and in the readers'
order. `charts` draws them as Vega-Lite specifications. `plan`, `risk` and `comparison` build a `blocks.Report` of
paragraphs, lists, pictures and tables, which knows no file format. `html`, `pdf` and `xlsx` turn it into bytes, and
`files` writes them; `verify` regenerates the report of a plan folder and compares it.
"""

from muster.report.files import write_plan, write_report
from muster.report.verify import verify

__all__ = ["verify", "write_plan", "write_report"]
