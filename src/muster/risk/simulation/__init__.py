"""Simulation: the outcome of one draw, by perfect foresight and by carrying out a fixed plan."""
