"""Sentences that describe a comparison, in the reader's language.

`requests`, `results` and `inputs` each describe their part of a `Comparison`; `summary` collects the sentences and the
caveats in reading order.
"""
