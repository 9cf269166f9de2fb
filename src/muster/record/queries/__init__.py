"""Queries on the projection; they write nothing.

`subject_lookup` resolves a reference to a subject; `subject_history` and `back_references` list the entries about it.
`diff` compares two moments or meetings, `totals` counts by a measure and `unknown_names` finds typos in its filters.
`published_figures` sums the figures of sources; `source_dependents` lists the rows, claims and plans that use a source.
"""
