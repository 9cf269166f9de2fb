"""Remedies: the cheapest set of changes that meets a request by a date, written as a patch.

`search` asks the `elastic_program` for the cheapest sizes of changes, rounds them up (`rounding`) and writes them as a
`patch`. It then plans the patched scenario, and asks for more until that plan meets the date.
"""
