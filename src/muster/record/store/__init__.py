"""Store: the append-only ledger of entries.

`entry` defines drafts and entries, `ledger` appends them under a lock and reads them back, `reversals` filters reversed
entries. `hash_chain` links each entry to the one before; a member keeps a `checkpoint` of it to detect changes.
`append_only_triggers` protect the table inside the database; `database` connects to SQLite or PostgreSQL.
"""
