"""Two plans beside each other: what changed for each request, and what differs in what they were made from."""

from muster.plans.compare.comparison import Comparison, compare
from muster.plans.compare.sentences.summary import Words, words

__all__ = ["Comparison", "Words", "compare", "words"]
