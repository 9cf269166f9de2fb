"""Store: the append-only ledger of entries, its hash chain, triggers and checkpoints."""
