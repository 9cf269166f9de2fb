"""The pictures of a plan, one file each: what they draw, what they say, and the figures behind them."""
