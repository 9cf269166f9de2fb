"""The record: what was asked, promised, allowed and moved, as known at any time, in a book that only grows.

`muster.record.store.ledger` opens one. The modules that need no database (`chain`, `checkpoint`) can be used without
Django.
"""
