"""Relaxations: the bounds that one table cell sets, and which of them are worth testing."""
