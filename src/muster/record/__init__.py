"""The record: an append-only ledger of what was requested, pledged, permitted and moved, as known at any time.

Data passes through the rooms in this order, and each imports only those before it:

    store        entries in the database: append-only, hash-chained, read up to an entry
    projection   entries folded into rows, documents and the scenario of a day
    actions      what may be submitted: checked against the projection, then appended to the store
    queries      histories, differences, totals and dependents
    exchange     scenarios and published tables imported; data packages and exports written and restored

`muster.record.store.ledger` opens a record. `store.hash_chain` and `store.checkpoint` need no database and no Django.
"""
