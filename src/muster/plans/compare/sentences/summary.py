"""A comparison in whole sentences, the most important first."""

from __future__ import annotations

from dataclasses import dataclass

from muster.plans.compare.caveats import cautions
from muster.plans.compare.comparison import Comparison
from muster.plans.compare.sentences.inputs import input_words
from muster.plans.compare.sentences.requests import headline, request_words, unchanged
from muster.plans.compare.sentences.results import consent_words, money_words, pledge_words, resource_words, tier_words


@dataclass(frozen=True)
class Words:
    """Sentences in the reader's language, by what they speak of, in the order in which to read them.

    `cautions` say what cannot be compared or is not proved. `unchanged` counts what is not spoken of in `requests`.
    """

    cautions: tuple[str, ...]
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
        """All sentences, one group after the other."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def all(self) -> list[str]:
        """All sentences in one list."""
        return [sentence for section in self.sections for sentence in section]


def words(comparison: Comparison) -> Words:
    """What a comparison says, in the reader's language."""
    return Words(
        tuple(cautions(comparison)),
        tuple(headline(comparison.requests)),
        tuple(tier_words(comparison.tiers)),
        tuple(request_words(comparison.requests)),
        tuple(unchanged(comparison.requests)),
        tuple(pledge_words(comparison.pledges)),
        tuple(money_words(comparison.money, comparison.after.currency)),
        tuple(consent_words(comparison.consents)),
        tuple(resource_words(comparison.resources)),
        tuple(input_words(comparison.inputs)),
    )
