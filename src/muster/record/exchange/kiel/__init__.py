"""The Ukraine Support Tracker of the Kiel Institute: its published workbook read, and taken into the record."""
