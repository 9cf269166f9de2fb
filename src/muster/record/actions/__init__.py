"""Actions: the kinds of entry that may be submitted, checked against the state of the record and appended.

`submit` receives items from a caller, finds the `action` of each, parses its fields and appends its draft. Each kind
has a module: `rows`, `documents` (with `document_fields` and `transition_checks`), `line_quantities`, `milestones`,
`money_milestones`, `valuations`, `measures`. `imported_entry_checks` checks entries written by another record.
"""
