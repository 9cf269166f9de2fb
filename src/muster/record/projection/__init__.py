"""Projection: entries folded into state, and the scenario of a day as it was known at a time."""
