"""Import of the Ukraine Support Tracker of the Kiel Institute from its published workbook.

`columns` finds the columns of its main table and `release` reads its figures; `donor_parties` maps the donors to
parties of the record, and `import_release` appends the differences from the previous release.
"""
