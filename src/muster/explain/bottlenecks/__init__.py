"""Bottlenecks: relaxations that make a late request earlier, each proved by re-solving.

`search` takes the likeliest relaxations of each late request and `trials` re-solves them. `minimal_increase` finds the
smallest sufficient amount of the best; `joint_sets` finds sets where nothing helps alone. `time_bottlenecks` tries
`lead_times` and the `horizon` by planning changed tables. `intervals` gives the buckets in which each has a worth.
"""
