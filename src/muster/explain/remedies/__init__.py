"""Remedies: the cheapest set of changes that meets a request by a date, written as a patch."""
