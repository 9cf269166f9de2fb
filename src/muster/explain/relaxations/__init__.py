"""Relaxations: the bounds that one table cell sets, and which of them are worth testing.

`relaxation` defines a relaxation and the bound changes of relaxing some; `bound_sets` makes its bounds from a network.
`capacity`, `supply` and `availability` list the relaxations of the tables, `build` all of them for a plan. `screening`
then ranks by duals those that could help a request.
"""
