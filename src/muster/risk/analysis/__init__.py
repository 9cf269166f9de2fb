"""Analysis: what the draws of a swept folder say.

`draw_columns` reads one figure over all draws; `quantiles` and `sensitivity` summarise it; `resampling` draws single
inputs once more for total indices. `result` puts all together, `tables` and `sentences` tell it, `write_result` and
`read_risk` write it to a folder and read it back.
"""
