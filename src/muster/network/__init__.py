"""The network: a scenario as activities and balances, a graph without time.

`facts` reads the tables; `demand`, `marks` and `scales` derive what several concepts need. One file for each concept
follows, which opens with its equation and fills the `graph`; `build` calls them in turn and gives a `Blueprint`.
`register` says which file adds which family of rows, `upstream` searches the finished graph. Nothing here knows the
solver.
"""
