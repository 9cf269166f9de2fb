"""Analysis: quantiles, sensitivity and tables over all draws, in words too."""
