"""What holds a request back, by the names that readers know: proved where the plan is explained, else a guess."""

from __future__ import annotations

from muster.plans.likely_causes import CONSENT, LIMITS, Guess
from muster.report.plan_view import Reading
from muster.text import _, listed, mark, unit

_RESOURCE = frozenset(LIMITS[family] for family in ("capacity", "ramp"))
_STOCK = frozenset(LIMITS[family] for family in ("floor", "storage"))
_CONSENT = frozenset((CONSENT, LIMITS["consent"]))


def causes(reading: Reading, request: str) -> str:
    """Of an explained plan what is proved, what gains most first; else a best guess from worth, the likeliest first."""
    if reading.explanation is not None:
        return reading.reasons.causes(request)
    return listed((unit(cause(reading, guess)) for guess in reading.plan.guesses.get(request, ())), mark("; "))


def cause(reading: Reading, guess: Guess) -> str:
    named = guess.named
    if guess.words in _RESOURCE:
        named = reading.names.of("resource", named)
    elif guess.words in _STOCK and named in reading.names.stocks:
        named = reading.names.place_and_item(*reading.names.stocks[named])
    elif guess.words in _CONSENT and named in reading.names.consents:
        named = reading.names.consent(*reading.names.consents[named])
    return _(guess.words).format(id=unit(named))
