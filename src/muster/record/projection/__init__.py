"""Projection: entries folded into state, and the scenario of a day as it was known at a time.

`state` folds entries into rows, claims and adoptions; `document` folds those about one document. `line_balance`,
`open_promises`, `milestones` and `conditions` compute what a document still promises. From these, `requests`,
`pledges`, `consents` and `receipts` make rows, gathered by `document_rows`; `scenario` joins both into a scenario.
"""
