"""Sentences: what differs between two plans, in the reader's language."""
