"""Storage: plan folders, written atomically, read back and verified.

`write` stores a plan in a new folder: its tables, its scenario, and through `certificate_files` its levels and proofs.
`manifest` lists the hash of every file. `read` loads a plan, `verify` recomputes all its figures.
"""
