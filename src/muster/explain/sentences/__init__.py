"""Sentences: the results of an explanation in the reader's language."""
