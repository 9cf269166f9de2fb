"""A second, naive planner: an oracle written from the tables' contract and not from the code."""
