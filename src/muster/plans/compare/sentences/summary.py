"""All sentences of a comparison, the most important first."""

from __future__ import annotations

from dataclasses import dataclass

from muster.plans.compare.caveats import caveat_sentences
from muster.plans.compare.comparison import Comparison
from muster.plans.compare.sentences.inputs import input_sentences
from muster.plans.compare.sentences.requests import headline_sentences, request_sentences, unchanged_sentences
from muster.plans.compare.sentences.results import (
    consent_sentences,
    money_sentences,
    pledge_sentences,
    resource_sentences,
    tier_sentences,
)


@dataclass(frozen=True)
class ComparisonSentences:
    """Sentences in the reader's language, by subject, in reading order.

    `caveats` name what cannot be compared or is not proved. `unchanged` counts the requests not named in `requests`.
    """

    caveats: tuple[str, ...]
    headline: tuple[str, ...]
    tiers: tuple[str, ...]
    requests: tuple[str, ...]
    unchanged: tuple[str, ...]
    pledges: tuple[str, ...]
    money: tuple[str, ...]
    consents: tuple[str, ...]
    resources: tuple[str, ...]
    inputs: tuple[str, ...]

    @property
    def sections(self) -> tuple[tuple[str, ...], ...]:
        """The groups of sentences, in reading order."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def all(self) -> list[str]:
        """All sentences in one list."""
        return [sentence for section in self.sections for sentence in section]


def words(comparison: Comparison) -> ComparisonSentences:
    """Describe a comparison in the reader's language."""
    return ComparisonSentences(
        tuple(caveat_sentences(comparison)),
        tuple(headline_sentences(comparison.requests)),
        tuple(tier_sentences(comparison.tiers)),
        tuple(request_sentences(comparison.requests, comparison.before.bucket)),
        tuple(unchanged_sentences(comparison.requests)),
        tuple(pledge_sentences(comparison.pledges)),
        tuple(money_sentences(comparison.money, comparison.after.currency)),
        tuple(consent_sentences(comparison.consents)),
        tuple(resource_sentences(comparison.resources)),
        tuple(input_sentences(comparison.inputs)),
    )
