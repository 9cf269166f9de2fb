"""The report as a workbook to work on: tables to filter, with charts of the program that opens it."""

from muster.report.xlsx.plan_workbook import workbook

__all__ = ["workbook"]
