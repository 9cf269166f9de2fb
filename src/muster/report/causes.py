"""What seems to hold a request back, by the names that readers know."""

from __future__ import annotations

from muster.plans.guess import CONSENT, LIMITS, Guess
from muster.report.reading import Reading
from muster.text import _, listed, mark, unit

_RESOURCE = frozenset(LIMITS[family] for family in ("capacity", "ramp"))
_STOCK = frozenset(LIMITS[family] for family in ("floor", "storage"))
_CONSENT = frozenset((CONSENT, LIMITS["consent"]))


def causes(reading: Reading, request: str) -> str:
    """The likeliest first; a best guess from worth."""
    return listed((unit(_cause(reading, guess)) for guess in reading.plan.guesses.get(request, ())), mark("; "))


def _cause(reading: Reading, guess: Guess) -> str:
    named = guess.named
    if guess.words in _RESOURCE:
        named = reading.names.of("resource", named)
    elif guess.words in _STOCK and named in reading.names.stocks:
        named = reading.names.place_and_item(*reading.names.stocks[named])
    elif guess.words in _CONSENT and named in reading.names.consents:
        named = reading.names.consent(*reading.names.consents[named])
    return _(guess.words).format(id=unit(named))
