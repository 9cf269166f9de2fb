"""Queries: histories, differences, totals and dependents, read from the projection."""
