"""Pictures of a plan, one file each: Vega-Lite charts, their summary in words, and the table behind them.

`vega` has what all charts share: colours, axes, keys and mirroring. `time_bins` puts buckets together where they are
too many to be drawn, `labels` shortens names and formats shares, `data_table` cuts the table. `sankey_data`,
`sankey_layout` and `sankey_bottlenecks` prepare `sankey`, `consent_data` prepares `consents`. Every other file has one
function that takes a view and returns a `Picture`, or None where there is nothing to show.
"""
