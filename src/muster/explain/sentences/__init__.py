"""Sentences: the results of an explanation in the reader's language, the same for terminal, report and pages.

`bottlenecks` has those of late requests, remedies and decisions; `pegging` those of pegs, critical paths,
replenishments, gaps, pledges and pooling. Both only read results: nothing is computed here.
"""
