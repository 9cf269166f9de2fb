"""Pegging: which supply serves which request, traced upstream through first-in-first-out lots.

`fifo_queues` orders what enters and leaves each stock, `upstream_trace` follows it back lot by lot. From the trace
come `pegs` (and from these `where_used`), `replenishment` and, with `earliest_supply`, the `critical_path`.
"""
