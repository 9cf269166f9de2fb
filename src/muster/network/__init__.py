"""The network: a scenario as activities and balances, a graph without time.

One file for each concept, which opens with its equation; `build` calls them in turn, `graph` is what they fill,
`register` says which file has which family of rows. Nothing here knows the solver.
"""
