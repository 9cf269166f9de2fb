"""Exchange: imports from files into a record, and exports from it.

`import_scenario` turns a scenario into entries; `annotated_workbook` returns wrong cells for correction. `kiel` imports
the Ukraine Support Tracker. `register_plan` records which query a plan was made from. `data_package` exports the record
as of a day; `restore` creates a record from an exported chain.
"""
