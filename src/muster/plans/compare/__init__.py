"""Comparison of two plans: changes for each request, and differences between their inputs.

`comparison.compare` takes two plans. `shared_horizon` finds the buckets that both have; `requests`, `tiers`, `money`,
`pledges`, `consents` and `resources` compare the results, `inputs` the scenarios, whose rows `row_matching` pairs.
`caveats` and `sentences` describe a `Comparison` in sentences.
"""

from muster.plans.compare.comparison import Comparison, compare
from muster.plans.compare.sentences.summary import ComparisonSentences, words

__all__ = ["Comparison", "ComparisonSentences", "compare", "words"]
