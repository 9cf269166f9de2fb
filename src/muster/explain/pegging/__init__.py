"""Pegging: which supply serves which request, traced upstream through first-in-first-out lots."""
