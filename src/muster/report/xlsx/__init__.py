"""The report as a workbook to work on: tables to filter, with charts of the program that opens it.

`plan_workbook` and `risk_workbook` write the workbooks, each beginning with the sheet of `summary`. `topics` gives the
data of the sheets over time, `bottlenecks` and `gaps` fill the sheets of an explained plan, and `sheet` writes tables,
cells and panels for all of them.
"""

from muster.report.xlsx.plan_workbook import plan_workbook

__all__ = ["plan_workbook"]
